"""The words of the printed report in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "title": "Cluster candidates of {region}",
    "about": "{measure} {period}, {industries} industries in {regions} regions",
    "made": "Made {date}",
    "page": "Page {page} of {pages}",
    "not_at_hand": "not at hand",
    "none": "none",
    "and": " and ",
    "yes": "reached",
    "no": "not reached",
    # What was found
    "found": "What was found",
    "found_count": "Of {groups} groups of related industries, {count} are proposed as cluster "
    "candidates of {region}: in each of them the group, or one of its industries, has at least "
    "{threshold} times the share here that it has in all {regions} regions together.",
    "found_none": "None of the {groups} groups of related industries is proposed as a cluster "
    "candidate of {region}: no group that sells beyond the region, and none of its industries, has "
    "{threshold} times the share here that it has in all {regions} regions together.",
    "found_first": "First is {name}: {value}, {share} of the region’s {measure}; its share "
    "here is {lq} times that in all regions.",
    "found_stages": "By the evidence at hand the stages are: {stages}.",
    "stage_count": "{stage} {count} ({names})",
    "found_stays": "When reference, measure, rule and industries are changed, none stays better "
    "than {name}: it holds in {held} of the {judged} settings that could judge it.",
    "found_stays_none": "Whether a candidate stays when the settings change is not at hand.",
    "found_option": "Of the industries in which the region is not strong, {name} ranks first as "
    "an opportunity: {quadrant}.",
    "found_option_none": "Opportunities could not be ranked.",
    "care": "Read this with care",
    "care_text": "Statistics show industries, not networks: firms that work together are not seen "
    "here. A candidate is a question to those who know the region, not an answer.",
    "glance": "The candidates at a glance",
    "local_note": "Groups that serve the residents everywhere are not proposed as clusters, "
    "even where they stand out: {names}.",
    # Tables
    "col_candidate": "Candidate",
    "col_stage": "Stage",
    "col_share": "Share of the region",
    "col_lq": "Location quotient",
    "col_stays": "Holds in",
    "col_industry": "Industry",
    "col_value": "Value",
    "col_rank": "Rank",
    "col_quadrant": "Quadrant",
    "col_near": "Near to",
    "col_limits": "Limits",
    "of": "{held} of {judged}",
    # Stages
    "stage_established": "established",
    "stage_emerging": "emerging",
    "stage_potential": "potential",
    "stage_declining": "declining",
    "stage_none": "no stage",
    "sure_valuations": "The same stage comes out in {held} of the {of} ways to measure ({ways}).",
    "sure_draws": "The same stage comes out in {share} of the random draws.",
    "sure_unknown": "How sure the stage is, is not at hand.",
    # Candidates
    "candidates": "The candidates one by one",
    "candidates_more": "The first {shown} of {all}; the others are in the tables of the package.",
    "why": "Why",
    "limits": "What limits it",
    "fact_value": "{measure}, {period}",
    "fact_share": "Share of the region",
    "fact_part": "Share of all regions’ total",
    "fact_lq": "Location quotient",
    "fact_lq_range": "Location quotient (range)",
    "fact_lq_exact": "Location quotient (interval)",
    "fact_rank": "Rank among all regions",
    "fact_peers": "Rank among the peers",
    "fact_place": "Largest municipality",
    "rank_of": "{rank} of {of}",
    "lq_ends": "{lq} ({low} to {high})",
    "place_note": "Municipalities are known for wider industries alone ({sections}); {name} has "
    "{share} of their jobs.",
    "place_own": "{name} has {share} of it.",
    "place_none": "Which municipality has most of it is not at hand.",
    "single_strong": "The group as a whole is not strong ({lq}). Single industries are: {names}.",
    "group_unknown": "The quotient of the group as a whole is not at hand. Strong single "
    "industries: {names}.",
    "group_strong": "Strong industries in it: {names}.",
    "reason_lq": "Its share here is {figure} times that in all regions; {threshold} counts as "
    "strong: {holds}.",
    "reason_lq_unknown": "The location quotient is not at hand.",
    "reason_share_of_region": "It makes up {figure} of the region; {threshold} counts as large: "
    "{holds}.",
    "reason_share_of_region_unknown": "Its share of the region is not at hand.",
    "reason_certain_yes": "It is above 1 with certainty: in every way to measure, or over the "
    "whole interval.",
    "reason_certain_no": "It is not above 1 with certainty: not in every way to measure, or not "
    "over the whole interval.",
    "reason_certain_unknown": "Whether it is above 1 with certainty is not at hand.",
    "reason_growth": "Its own growth, beyond that of the country and of the industry, is {figure}; "
    "{threshold} counts as growing: {holds}.",
    "reason_growth_unknown": "Its growth is not at hand.",
    "reason_lq_before": "At first the quotient was {figure}.",
    "stays_sentence": "It holds in {held} of the {judged} settings that could judge it.",
    "stays_unknown": "No setting could judge it.",
    # Limits
    "limit_model_estimate": "the figures are estimates of a model",
    "limit_few_regions": "the comparison rests on few regions",
    "limit_old_figures": "the figures are old",
    "limit_missing_share": "a part of the table is missing or suppressed",
    "limit_missing_here": "an industry of it has no figure in this region",
    "limit_single_industry": "it is one industry, so nothing is said about links",
    "limit_composite_industry_note": "an industry of it holds several kinds of work",
    "limit_small": "it is a small part of the region",
    "limit_area_changed": "the borders of the region have changed since",
    "limit_presence-uncertain": "the region may have it already",
    "limit_relatedness-uncertain": "how near it is depends on how it is measured",
    "limit_carried-by-local": "near to local industries above all",
    "limit_mixed-industry": "partly serves the residents",
    "limit_unrelated": "near to nothing that the region has",
    "limit_rare": "few regions have it",
    # What stays
    "stays": "What stays",
    "stays_intro": "Each candidate was judged again with other references, other measures and "
    "other rules, for the group and for its single industries. A filled mark: it holds in all "
    "settings of that column; a half: in some; empty: in none; a dash: it could not be judged.",
    "stays_all": "In every setting that could judge it: {names}.",
    "stays_all_none": "No candidate holds in every setting that could judge it.",
    "stays_total": "In all",
    "reference_own": "All regions",
    "reference_finland": "Finland",
    "reference_europe": "Europe",
    "reference_peers": "Peers",
    "value_jobs": "jobs",
    "stays_larger": "Europe: the larger region {regions} was judged, not the region alone.",
    # Opportunities
    "opportunities": "Opportunities",
    "opportunities_intro": "Industries in which the region is not strong, ranked by how near they "
    "are to what it is strong in and by how complex they are. A rank is no forecast: nothing is "
    "said about demand, firms or skills.",
    "opportunities_none": "Opportunities could not be ranked with these tables.",
    "option_larger": "In the larger region {region} (table {table})",
    "option_larger_note": "This table knows finer industries, but only the larger region in which "
    "the region lies. What it does not hold: {names}.",
    "option_uncovered": "Not in the table, so never on the list: {names}.",
    "general_few-regions": "The comparison rests on few regions.",
    "general_estimates": "The figures are estimates of a model.",
    "general_complexity-sign-unclear": "Which end of complexity is the high one is not clear in "
    "these data.",
    "general_complexity-sign-disputed": "Complexity rises with high technology here, and falls "
    "with the number of strong industries in a region; another rule would turn its order round.",
    "probability_one-period": "How likely an industry is to become strong cannot be said: the "
    "table has one period, and shows no industry becoming so.",
    "probability_no-model": "How likely an industry is to become strong cannot be said: there is "
    "no model validated for such data.",
    "quadrant_high road": "high road: near and complex",
    "quadrant_slow road": "slow road: near and simple",
    "quadrant_casino": "casino: far and complex",
    "quadrant_dead end": "dead end: far and simple",
    "quadrant_": "not placed",
    # Peers and space
    "peers": "Beside its peers",
    "peers_intro": "Peers are the {count} regions most like {region} in size and in structure: "
    "{names}. The table shows location quotients, all {regions} regions = 1.",
    "peers_none": "Peers are not at hand: the table has too few regions.",
    "space": "How the industries are related",
    # Method
    "method": "How it was done",
    "method_lq": "Location quotient: the share of an industry in the region divided by its share "
    "in all {regions} regions of the table. Strong means {threshold} or more.",
    "method_range": "The figures are estimates; the range shows the same with {ways}. It is no "
    "sampling error.",
    "method_interval": "The figures are counts; the interval is exact at {confidence}.",
    "method_no_range": "The figures are estimates, and no other way to measure is at hand.",
    "method_links": "Links between industries, with their weights: {links}.",
    "method_links_none": "Links between industries were not at hand.",
    "method_groups": "{groups} groups of industries: {rule}.",
    "rule_dataset": "those that come with the data set",
    "rule_file": "given in a file",
    "rule_alone": "every industry by itself, for no links were at hand",
    "rule_found": "found from the links between industries",
    "method_stage": "A stage follows from quotient, size, certainty and growth; the report names "
    "the evidence that is missing.",
    "method_near": "Nearness (relatedness density): the part of an industry’s links that leads to "
    "what the region is strong in, 0 to 1. Complexity is high for industries that few regions "
    "have, which also have other such industries; its sign is set so that it rises with high "
    "technology.",
    "method_profiles": "Method profiles, and in how many settings each could judge a candidate: "
    "{profiles}.",
    "profile": "{title}: {settings}",
    "method_version": "Made with terttu {version}, seed {seed}.",
    "link_input_output": "purchases",
    "link_occupation": "occupations",
    "link_colocation": "co-location",
    "unknown": "What is not known",
    "unknown_growth": "growth: the table has one period",
    "unknown_certain": "certainty of the quotients",
    "unknown_excluded": "{value} in the region are of unknown industry and left out ({table})",
    "unknown_municipality": "industries of the municipalities as finely as those of the region",
    "unknown_probability": "the probability that an opportunity comes true",
    "unknown_firms": "firms, projects and cooperation: statistics do not show them",
    "sources": "Sources and licences",
    "sources_none": "No source was given for the figures.",
    "licence": "Licence: {licence}.",
    # Alternative texts
    "alt_potential": "Chart of the candidates by nearness and complexity. {points}",
    "alt_potential_point": "{name}: nearness {density}, complexity {complexity}, {stage}.",
    "alt_opportunities": "Chart of the industries in which the region is not strong, by nearness "
    "and complexity. The best: {names}. The table beside it has the figures.",
    "alt_peers": "Chart of the location quotients of the candidates in the region and its peers. "
    "The table beside it has the figures.",
    "alt_space": "Network of the industries by relatedness. Strong here: {names}.",
    "alt_growth": "Chart of share and location quotient of the leading candidates by year.",
}
