"""The words of the printed report in Swedish."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "title": "Klusterkandidater: {region}",
    "about": "{measure} {period}, {industries} näringsgrenar i {regions} regioner",
    "made": "Gjord {date}",
    "page": "Sida {page} av {pages}",
    "not_at_hand": "inte känt",
    "none": "inga",
    "and": " och ",
    "yes": "uppfyllt",
    "no": "inte uppfyllt",
    "found": "Vad som hittades",
    "found_count": "Av {groups} grupper av besläktade näringsgrenar föreslås {count} som "
    "klusterkandidater ({region}): gruppen, eller en av dess näringsgrenar, har här minst "
    "{threshold} gånger den andel som den har i alla {regions} regioner tillsammans.",
    "found_none": "Ingen av {groups} grupper av besläktade näringsgrenar föreslås som "
    "klusterkandidat ({region}): ingen grupp som säljer utanför regionen, och ingen av dess "
    "näringsgrenar, har här {threshold} gånger den andel som den har i alla {regions} regioner "
    "tillsammans.",
    "found_first": "Först kommer {name}: {value}, {share} av regionens tal ({measure}); andelen "
    "här är {lq} gånger andelen i alla regioner.",
    "found_stages": "Enligt de belägg som finns är stadierna: {stages}.",
    "stage_count": "{stage} {count} ({names})",
    "found_stays": "När jämförelse, mått, regel och indelning ändras håller ingen bättre än "
    "{name}: i {held} av de {judged} uppställningar som kunde bedöma den.",
    "found_stays_none": "Det är inte känt om en kandidat håller när uppställningen ändras.",
    "found_option": "Av de näringsgrenar där regionen inte är stark kommer {name} först som "
    "möjlighet: {quadrant}.",
    "found_option_none": "Möjligheter kunde inte rangordnas.",
    "care": "Läs med omdöme",
    "care_text": "Statistiken visar näringsgrenar, inte nätverk: företag som samarbetar syns inte "
    "här. En kandidat är en fråga till dem som känner regionen, inte ett svar.",
    "glance": "Kandidaterna i korthet",
    "local_note": "Grupper som betjänar invånarna överallt föreslås inte som kluster, även om de "
    "sticker ut: {names}.",
    "col_candidate": "Kandidat",
    "col_stage": "Stadium",
    "col_share": "Andel av regionen",
    "col_lq": "Lokaliseringskvot",
    "col_stays": "Håller i",
    "col_industry": "Näringsgren",
    "col_value": "Värde",
    "col_rank": "Plats",
    "col_quadrant": "Kvadrant",
    "col_near": "Nära",
    "col_limits": "Begränsningar",
    "of": "{held} av {judged}",
    "stage_established": "etablerad",
    "stage_emerging": "framväxande",
    "stage_potential": "möjlig",
    "stage_declining": "avtagande",
    "stage_none": "inget stadium",
    "sure_valuations": "Samma stadium fås med {held} av {of} mått ({ways}).",
    "sure_draws": "Samma stadium fås i {share} av de slumpmässiga dragningarna.",
    "sure_unknown": "Hur säkert stadiet är, är inte känt.",
    "candidates": "Kandidaterna en för en",
    "candidates_more": "De första {shown} av {all}; de övriga finns i paketets tabeller.",
    "why": "Varför",
    "limits": "Vad som begränsar",
    "fact_value": "{measure}, {period}",
    "fact_share": "Andel av regionen",
    "fact_part": "Andel av alla regioner",
    "fact_lq": "Lokaliseringskvot",
    "fact_lq_range": "Lokaliseringskvot (spridning)",
    "fact_lq_exact": "Lokaliseringskvot (intervall)",
    "fact_rank": "Plats bland alla regioner",
    "fact_peers": "Plats bland jämförelseregioner",
    "fact_place": "Största kommun",
    "rank_of": "{rank} av {of}",
    "lq_ends": "{lq} ({low} till {high})",
    "place_note": "Kommunerna är kända bara för vidare näringsgrenar ({sections}); {name} har "
    "{share} av deras arbetsplatser.",
    "place_own": "{name} har {share}.",
    "place_none": "I vilken kommun det finns mest är inte känt.",
    "single_strong": "Gruppen som helhet är inte stark ({lq}). Enskilda näringsgrenar är det: "
    "{names}.",
    "group_unknown": "Kvoten för gruppen som helhet är inte känd. Starka enskilda näringsgrenar: "
    "{names}.",
    "group_strong": "Starka näringsgrenar i den: {names}.",
    "reason_lq": "Andelen här är {figure} gånger andelen i alla regioner; {threshold} räknas som "
    "starkt: {holds}.",
    "reason_lq_unknown": "Lokaliseringskvoten är inte känd.",
    "reason_share_of_region": "Den utgör {figure} av regionen; {threshold} räknas som stort: "
    "{holds}.",
    "reason_share_of_region_unknown": "Andelen av regionen är inte känd.",
    "reason_certain_yes": "Kvoten är säkert över 1: med alla mått eller i hela intervallet.",
    "reason_certain_no": "Kvoten är inte säkert över 1: inte med alla mått eller inte i hela "
    "intervallet.",
    "reason_certain_unknown": "Om kvoten säkert är över 1 är inte känt.",
    "reason_growth": "Den egna tillväxten, utöver landets och näringsgrenens, är {figure}; "
    "{threshold} räknas som växande: {holds}.",
    "reason_growth_unknown": "Tillväxten är inte känd.",
    "reason_lq_before": "Först var kvoten {figure}.",
    "stays_sentence": "Den håller i {held} av de {judged} uppställningar som kunde bedöma den.",
    "stays_unknown": "Ingen uppställning kunde bedöma den.",
    "limit_model_estimate": "talen är skattade med en modell",
    "limit_few_regions": "jämförelsen vilar på få regioner",
    "limit_old_figures": "talen är gamla",
    "limit_missing_share": "en del av tabellen saknas eller är skyddad",
    "limit_missing_here": "en av dess näringsgrenar saknar tal i regionen",
    "limit_single_industry": "den är en enda näringsgren, så inget sägs om band",
    "limit_composite_industry_note": "en av dess näringsgrenar rymmer flera slags arbete",
    "limit_small": "den är en liten del av regionen",
    "limit_area_changed": "regionens gränser har ändrats sedan dess",
    "limit_presence-uncertain": "regionen kan ha den redan",
    "limit_relatedness-uncertain": "närheten beror på hur den mäts",
    "limit_carried-by-local": "nära framför allt lokala näringsgrenar",
    "limit_mixed-industry": "betjänar delvis invånarna",
    "limit_unrelated": "inte nära något som regionen har",
    "limit_rare": "få regioner har den",
    "stays": "Vad som håller",
    "stays_intro": "Varje kandidat bedömdes på nytt med andra jämförelser, mått och regler, som "
    "grupp och som enskilda näringsgrenar. Fylld markering: håller i alla kolumnens "
    "uppställningar; halv: i några; tom: i ingen; streck: kunde inte bedömas.",
    "stays_all": "I alla uppställningar som kunde bedöma: {names}.",
    "stays_all_none": "Ingen kandidat håller i alla uppställningar som kunde bedöma den.",
    "stays_total": "Alla",
    "reference_own": "Alla regioner",
    "reference_finland": "Finland",
    "reference_europe": "Europa",
    "reference_peers": "Jämförelseregioner",
    "value_jobs": "arbetsplatser",
    "stays_larger": "Europa: den större regionen {regions} har bedömts, inte regionen ensam.",
    "opportunities": "Möjligheter",
    "opportunities_intro": "Näringsgrenar där regionen inte är stark, ordnade efter hur nära de är "
    "det som regionen är stark i och hur krävande de är. En plats är ingen prognos: inget sägs om "
    "efterfrågan, företag eller kunnande.",
    "opportunities_none": "Möjligheter kunde inte rangordnas med dessa tabeller.",
    "option_larger": "I den större regionen {region} (tabell {table})",
    "option_larger_note": "Tabellen har finare näringsgrenar men bara den större region som "
    "regionen hör till. Det som saknas i den: {names}.",
    "option_uncovered": "Inte i tabellen och därför aldrig på listan: {names}.",
    "general_few-regions": "Jämförelsen vilar på få regioner.",
    "general_estimates": "Siffrorna är uppskattningar enligt en modell.",
    "general_complexity-sign-unclear": "Vilken ände av kravnivån som är hög framgår inte klart av "
    "dessa data.",
    "general_complexity-sign-disputed": "Kravnivån stiger här med högteknologi och sjunker med "
    "antalet starka näringsgrenar i en region; en annan regel skulle vända på ordningen.",
    "probability_one-period": "Hur sannolikt det är att en näringsgren blir stark kan inte sägas: "
    "tabellen har en period och visar ingen näringsgren som blir det.",
    "probability_no-model": "Hur sannolikt det är att en näringsgren blir stark kan inte sägas: "
    "det finns ingen prövad modell för sådana data.",
    "quadrant_high road": "huvudled: nära och krävande",
    "quadrant_slow road": "långsam väg: nära och enkelt",
    "quadrant_casino": "kasino: långt borta och krävande",
    "quadrant_dead end": "återvändsgränd: långt borta och enkelt",
    "quadrant_": "inte placerad",
    "peers": "Bredvid jämförelseregionerna",
    "peers_intro": "Jämförelseregioner är de {count} regioner som mest liknar regionen ({region}) "
    "i storlek och struktur: {names}. Tabellen visar lokaliseringskvoter, alla {regions} regioner "
    "= 1.",
    "peers_none": "Jämförelseregioner är inte kända: tabellen har för få regioner.",
    "space": "Hur näringsgrenarna hänger ihop",
    "method": "Hur det gjordes",
    "method_lq": "Lokaliseringskvot: näringsgrenens andel i regionen delad med dess andel i alla "
    "{regions} regioner i tabellen. Stark betyder {threshold} eller mer.",
    "method_range": "Talen är skattningar; spridningen visar samma sak med {ways}. Den är inget "
    "urvalsfel.",
    "method_interval": "Talen är antal; intervallet är exakt på nivån {confidence}.",
    "method_no_range": "Talen är skattningar, och inget annat mått finns.",
    "method_links": "Band mellan näringsgrenar med vikter: {links}.",
    "method_links_none": "Band mellan näringsgrenar fanns inte.",
    "method_groups": "{groups} grupper av näringsgrenar: {rule}.",
    "rule_dataset": "de som följer med datamängden",
    "rule_file": "givna i en fil",
    "rule_alone": "varje näringsgren för sig, för det fanns inga band",
    "rule_found": "funna ur banden mellan näringsgrenarna",
    "method_stage": "Stadiet följer av kvot, storlek, säkerhet och tillväxt; belägg som saknas "
    "nämns.",
    "method_near": "Närhet: den del av en näringsgrens band som leder till det som regionen är "
    "stark i, 0 till 1. Kravnivån är hög för näringsgrenar som få regioner har, regioner "
    "som också har andra sådana; dess riktning är vald så att den stiger med högteknologi.",
    "method_profiles": "Metodprofiler och i hur många uppställningar var och en kunde bedöma en "
    "kandidat: {profiles}.",
    "profile": "{title}: {settings}",
    "method_version": "Gjord med terttu {version}, slumpfrö {seed}.",
    "link_input_output": "inköp",
    "link_occupation": "yrken",
    "link_colocation": "samlokalisering",
    "unknown": "Vad som inte är känt",
    "unknown_growth": "tillväxt: tabellen har en period",
    "unknown_certain": "hur säkra kvoterna är",
    "unknown_excluded": "{value} i regionen hör till okänd näringsgren och är utelämnade ({table})",
    "unknown_municipality": "kommunernas näringsgrenar lika fint som regionens",
    "unknown_probability": "sannolikheten att en möjlighet blir verklig",
    "unknown_firms": "företag, projekt och samarbete: statistiken visar dem inte",
    "sources": "Källor och licenser",
    "sources_none": "Ingen källa angavs för talen.",
    "licence": "Licens: {licence}.",
    "alt_potential": "Diagram över kandidaterna efter närhet och kravnivå. {points}",
    "alt_potential_point": "{name}: närhet {density}, kravnivå {complexity}, {stage}.",
    "alt_opportunities": "Diagram över näringsgrenar där regionen inte är stark, efter närhet och "
    "kravnivå. De bästa: {names}. Talen står i tabellen bredvid.",
    "alt_peers": "Diagram över kandidaternas lokaliseringskvoter i regionen och dess "
    "jämförelseregioner. Talen står i tabellen bredvid.",
    "alt_space": "Nätverk av näringsgrenarna efter närhet. Starka här: {names}.",
    "alt_growth": "Diagram över de ledande kandidaternas andel och lokaliseringskvot per år.",
}
