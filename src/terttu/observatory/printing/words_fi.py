"""The words of the printed report in Finnish."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "title": "Klusteriehdokkaat: {region}",
    "about": "{measure} {period}, {industries} toimialaa, {regions} aluetta",
    "made": "Tehty {date}",
    "page": "Sivu {page}/{pages}",
    "not_at_hand": "ei tiedossa",
    "none": "ei yhtään",
    "and": " ja ",
    "yes": "täyttyy",
    "no": "ei täyty",
    "found": "Mitä löytyi",
    "found_count": "Toisiinsa liittyvien toimialojen ryhmiä on {groups}, ja niistä ehdotetaan "
    "klusteriehdokkaiksi {count} ({region}): ryhmän tai jonkin sen toimialan osuus täällä on "
    "vähintään {threshold}-kertainen verrattuna osuuteen kaikilla {regions} alueella yhteensä.",
    "found_none": "Toisiinsa liittyvien toimialojen ryhmiä on {groups}, eikä niistä ehdoteta "
    "yhtäkään klusteriehdokkaaksi ({region}): alueen ulkopuolelle myyvistä ryhmistä tai niiden "
    "toimialoista minkään osuus täällä ei ole {threshold}-kertainen verrattuna osuuteen kaikilla "
    "{regions} alueella yhteensä.",
    "found_first": "Ensimmäinen on {name}: {value} eli {share} alueen luvusta ({measure}); osuus "
    "on {lq}-kertainen verrattuna kaikkiin alueisiin.",
    "found_stages": "Käytettävissä olevan näytön mukaan vaiheet ovat: {stages}.",
    "stage_count": "{stage} {count} ({names})",
    "found_stays": "Kun vertailukohtaa, mittaria, sääntöä ja toimialajakoa vaihdetaan, mikään ei "
    "pidä paremmin kuin {name}: asetelmissa {held}/{judged}, kun mukana ovat ne, jotka pystyivät "
    "arvioimaan sen.",
    "found_stays_none": "Ei ole tiedossa, pitääkö ehdokas, kun asetelmaa vaihdetaan.",
    "found_option": "Toimialoista, joissa alue ei ole vahva, mahdollisuuksien kärjessä on {name}: "
    "{quadrant}.",
    "found_option_none": "Mahdollisuuksia ei voitu asettaa järjestykseen.",
    "care": "Lue harkiten",
    "care_text": "Tilasto näyttää toimialoja, ei verkostoja: yritysten yhteistyö ei näy tässä. "
    "Ehdokas on kysymys niille, jotka tuntevat alueen, ei vastaus.",
    "glance": "Ehdokkaat yhdellä silmäyksellä",
    "local_note": "Asukkaita kaikkialla palvelevia ryhmiä ei ehdoteta klustereiksi, vaikka ne "
    "erottuisivat: {names}.",
    "col_candidate": "Ehdokas",
    "col_stage": "Vaihe",
    "col_share": "Osuus alueesta",
    "col_lq": "Sijaintiosamäärä",
    "col_stays": "Pitää",
    "col_industry": "Toimiala",
    "col_value": "Arvo",
    "col_rank": "Sija",
    "col_quadrant": "Neljännes",
    "col_near": "Lähellä",
    "col_limits": "Rajoitukset",
    "of": "{held}/{judged}",
    "stage_established": "vakiintunut",
    "stage_emerging": "nouseva",
    "stage_potential": "mahdollinen",
    "stage_declining": "hiipuva",
    "stage_none": "ei vaihetta",
    "sure_valuations": "Sama vaihe tulee mittaustavoilla {held}/{of} ({ways}).",
    "sure_draws": "Sama vaihe tulee {share}:ssa satunnaisista otoksista.",
    "sure_unknown": "Vaiheen varmuus ei ole tiedossa.",
    "candidates": "Ehdokkaat yksitellen",
    "candidates_more": "Ensimmäiset {shown}, kaikkiaan {all}; muut ovat paketin taulukoissa.",
    "why": "Miksi",
    "limits": "Mikä rajoittaa",
    "fact_value": "{measure}, {period}",
    "fact_share": "Osuus alueesta",
    "fact_part": "Osuus kaikista alueista",
    "fact_lq": "Sijaintiosamäärä",
    "fact_lq_range": "Sijaintiosamäärä (vaihtelu)",
    "fact_lq_exact": "Sijaintiosamäärä (väli)",
    "fact_rank": "Sija kaikista alueista",
    "fact_peers": "Sija vertaisalueista",
    "fact_place": "Suurin kunta",
    "rank_of": "{rank}/{of}",
    "lq_ends": "{lq} ({low}–{high})",
    "place_note": "Kunnat tunnetaan vain laajemmista toimialoista ({sections}); {name}: {share} "
    "niiden työpaikoista.",
    "place_own": "{name}: {share}.",
    "place_none": "Ei ole tiedossa, missä kunnassa sitä on eniten.",
    "single_strong": "Ryhmä kokonaisuutena ei ole vahva ({lq}). Yksittäisiä vahvoja toimialoja: "
    "{names}.",
    "group_unknown": "Ryhmän osamäärä kokonaisuutena ei ole tiedossa. Vahvoja yksittäisiä "
    "toimialoja: {names}.",
    "group_strong": "Vahvat toimialat: {names}.",
    "reason_lq": "Osuus täällä on {figure}-kertainen verrattuna kaikkiin alueisiin; vahvan raja "
    "on {threshold}: {holds}.",
    "reason_lq_unknown": "Sijaintiosamäärä ei ole tiedossa.",
    "reason_share_of_region": "Osuus alueesta on {figure}; suuren raja on {threshold}: {holds}.",
    "reason_share_of_region_unknown": "Osuus alueesta ei ole tiedossa.",
    "reason_certain_yes": "Osamäärä on varmasti yli 1: kaikilla mittaustavoilla tai koko välillä.",
    "reason_certain_no": "Osamäärä ei ole varmasti yli 1: ei kaikilla mittaustavoilla tai ei koko "
    "välillä.",
    "reason_certain_unknown": "Ei ole tiedossa, onko osamäärä varmasti yli 1.",
    "reason_growth": "Oma kasvu, maan ja toimialan kasvun lisäksi, on {figure}; kasvavan raja on "
    "{threshold}: {holds}.",
    "reason_growth_unknown": "Kasvu ei ole tiedossa.",
    "reason_lq_before": "Aluksi osamäärä oli {figure}.",
    "stays_sentence": "Ehdokas pitää asetelmissa {held}/{judged}; mukana ovat ne, jotka "
    "pystyivät arvioimaan sen.",
    "stays_unknown": "Mikään asetelma ei pystynyt arvioimaan sitä.",
    "limit_model_estimate": "luvut ovat mallin arvioita",
    "limit_few_regions": "vertailussa on vähän alueita",
    "limit_old_figures": "luvut ovat vanhoja",
    "limit_missing_share": "osa taulukosta puuttuu tai on salattu",
    "limit_missing_here": "jollakin sen toimialalla ei ole lukua tällä alueella",
    "limit_single_industry": "se on yksi toimiala, joten yhteyksistä ei sanota mitään",
    "limit_composite_industry_note": "jokin sen toimiala sisältää monenlaista työtä",
    "limit_small": "se on pieni osa alueesta",
    "limit_area_changed": "alueen rajat ovat muuttuneet sen jälkeen",
    "limit_presence-uncertain": "alueella voi olla sitä jo",
    "limit_relatedness-uncertain": "läheisyys riippuu mittaustavasta",
    "limit_carried-by-local": "lähellä ennen kaikkea paikallisia toimialoja",
    "limit_mixed-industry": "palvelee osaksi asukkaita",
    "limit_unrelated": "ei lähellä mitään, mitä alueella on",
    "limit_rare": "harvalla alueella on sitä",
    "stays": "Mikä pitää",
    "stays_intro": "Jokainen ehdokas arvioitiin uudelleen toisilla vertailukohdilla, mittareilla "
    "ja säännöillä, ryhmänä ja yksittäisinä toimialoina. Täysi merkki: pitää sarakkeen kaikissa "
    "asetelmissa; puolikas: osassa; tyhjä: ei missään; viiva: ei voitu arvioida.",
    "stays_all": "Kaikissa asetelmissa, jotka pystyivät arvioimaan: {names}.",
    "stays_all_none": "Mikään ehdokas ei pidä kaikissa asetelmissa, jotka pystyivät arvioimaan "
    "sen.",
    "stays_total": "Kaikki",
    "reference_own": "Kaikki alueet",
    "reference_finland": "Suomi",
    "reference_europe": "Eurooppa",
    "reference_peers": "Vertaisalueet",
    "value_jobs": "työpaikat",
    "stays_larger": "Eurooppa: arvioitu on laajempi alue {regions}, ei alue yksin.",
    "opportunities": "Mahdollisuudet",
    "opportunities_intro": "Toimialat, joissa alue ei ole vahva, järjestettynä sen mukaan, miten "
    "lähellä ne ovat alueen vahvuuksia ja miten vaativia ne ovat. Sija ei ole ennuste: kysynnästä, "
    "yrityksistä tai osaamisesta ei sanota mitään.",
    "opportunities_none": "Näillä taulukoilla mahdollisuuksia ei voitu asettaa järjestykseen.",
    "option_larger": "Laajempi alue {region} (taulukko {table})",
    "option_larger_note": "Tässä taulukossa toimialat ovat tarkempia, mutta vain laajempi alue, "
    "johon alue kuuluu. Taulukosta puuttuvat: {names}.",
    "option_uncovered": "Ei taulukossa eikä siksi koskaan listalla: {names}.",
    "general_few-regions": "Vertailu perustuu harvoihin alueisiin.",
    "general_estimates": "Luvut ovat mallin arvioita.",
    "general_complexity-sign-unclear": "Näistä tiedoista ei selviä, kumpi pää vaativuudesta on "
    "korkea.",
    "general_complexity-sign-disputed": "Vaativuus kasvaa täällä korkean teknologian mukana ja "
    "pienenee alueen vahvojen toimialojen määrän mukana; toinen sääntö kääntäisi järjestyksen.",
    "probability_one-period": "Ei voi sanoa, millä todennäköisyydellä toimialasta tulee vahva: "
    "taulukossa on yksi ajankohta, eikä siinä näy yhdenkään toimialan vahvistumista.",
    "probability_no-model": "Ei voi sanoa, millä todennäköisyydellä toimialasta tulee vahva: "
    "tällaiselle aineistolle ei ole koeteltua mallia.",
    "quadrant_high road": "valtatie: lähellä ja vaativaa",
    "quadrant_slow road": "hidas tie: lähellä ja yksinkertaista",
    "quadrant_casino": "kasino: kaukana ja vaativaa",
    "quadrant_dead end": "umpikuja: kaukana ja yksinkertaista",
    "quadrant_": "ei sijoitettu",
    "peers": "Vertaisalueiden rinnalla",
    "peers_intro": "Vertaisalueita ovat {count} aluetta, jotka ovat kooltaan ja rakenteeltaan "
    "eniten samanlaisia ({region}): {names}. Taulukossa ovat sijaintiosamäärät, kaikki {regions} "
    "aluetta = 1.",
    "peers_none": "Vertaisalueet eivät ole tiedossa: taulukossa on liian vähän alueita.",
    "space": "Miten toimialat liittyvät toisiinsa",
    "method": "Miten tämä tehtiin",
    "method_lq": "Sijaintiosamäärä: toimialan osuus alueella jaettuna sen osuudella taulukon "
    "kaikilla {regions} alueella. Vahva on {threshold} tai enemmän.",
    "method_range": "Luvut ovat arvioita; vaihteluväli näyttää saman muilla mittareilla ({ways}). "
    "Se ei ole otantavirhe.",
    "method_interval": "Luvut ovat lukumääriä; väli on tarkka {confidence}:n tasolla.",
    "method_no_range": "Luvut ovat arvioita, eikä muuta mittaustapaa ole käytettävissä.",
    "method_links": "Toimialojen väliset yhteydet painoineen: {links}.",
    "method_links_none": "Toimialojen välisiä yhteyksiä ei ollut käytettävissä.",
    "method_groups": "Toimialaryhmiä on {groups}: {rule}.",
    "rule_dataset": "ne, jotka tulevat aineiston mukana",
    "rule_file": "annettu tiedostossa",
    "rule_alone": "jokainen toimiala yksin, sillä yhteyksiä ei ollut käytettävissä",
    "rule_found": "löydetty toimialojen välisistä yhteyksistä",
    "method_stage": "Vaihe seuraa osamäärästä, koosta, varmuudesta ja kasvusta; puuttuva näyttö "
    "sanotaan.",
    "method_near": "Läheisyys: kuinka suuri osa toimialan yhteyksistä vie alueen vahvuuksiin, 0–1. "
    "Vaativuus on suuri toimialoilla, joita on harvoilla alueilla, joilla on muitakin sellaisia; "
    "sen suunta on valittu niin, että se kasvaa korkean teknologian mukana.",
    "method_profiles": "Menetelmäprofiilit ja se, monessako asetelmassa kukin pystyi arvioimaan "
    "ehdokkaan: {profiles}.",
    "profile": "{title}: {settings}",
    "method_version": "Tehty ohjelmalla terttu {version}, siemenluku {seed}.",
    "link_input_output": "ostot",
    "link_occupation": "ammatit",
    "link_colocation": "samoilla alueilla sijaitseminen",
    "unknown": "Mitä ei tiedetä",
    "unknown_growth": "kasvu: taulukossa on yksi ajankohta",
    "unknown_certain": "osamäärien varmuus",
    "unknown_excluded": "{value} alueella on tuntematonta toimialaa ja jätetty pois ({table})",
    "unknown_municipality": "kuntien toimialat yhtä tarkasti kuin alueen",
    "unknown_probability": "millä todennäköisyydellä mahdollisuus toteutuu",
    "unknown_firms": "yritykset, hankkeet ja yhteistyö: tilasto ei näytä niitä",
    "sources": "Lähteet ja lisenssit",
    "sources_none": "Luvuille ei annettu lähdettä.",
    "licence": "Lisenssi: {licence}.",
    "alt_potential": "Kuvio ehdokkaista läheisyyden ja vaativuuden mukaan. {points}",
    "alt_potential_point": "{name}: läheisyys {density}, vaativuus {complexity}, {stage}.",
    "alt_opportunities": "Kuvio toimialoista, joissa alue ei ole vahva, läheisyyden ja "
    "vaativuuden mukaan. Parhaat: {names}. Luvut ovat viereisessä taulukossa.",
    "alt_peers": "Kuvio ehdokkaiden sijaintiosamääristä alueella ja vertaisalueilla. Luvut ovat "
    "viereisessä taulukossa.",
    "alt_space": "Toimialojen verkosto läheisyyden mukaan. Vahvoja täällä: {names}.",
    "alt_growth": "Kuvio johtavien ehdokkaiden osuudesta ja sijaintiosamäärästä vuosittain.",
}
