from .areas import (
    Area as Area,
    Areas as Areas,
    read_areas as read_areas,
)
from .assessment import (
    Assessment as Assessment,
    assess as assess,
)
from .candidates import (
    Candidate as Candidate,
    Limit as Limit,
    find_candidates as find_candidates,
)
from .conversions.conversion import (
    conversion_report as conversion_report,
    convert_industries as convert_industries,
    convert_regions as convert_regions,
    industry_correspondence as industry_correspondence,
    region_correspondence as region_correspondence,
)
from .conversions.correspondence import (
    Correspondence as Correspondence,
    find_correspondence as find_correspondence,
    read_correspondence as read_correspondence,
)
from .datasets import (
    Dataset as Dataset,
    load_dataset as load_dataset,
)
from .definitions.classification_tree import (
    shrunken_to_groups as shrunken_to_groups,
    tree_similarity as tree_similarity,
)
from .definitions.combining import (
    combine as combine,
)
from .definitions.comparison import (
    Comparison as Comparison,
    compare as compare,
)
from .definitions.defining import (
    define_clusters as define_clusters,
)
from .definitions.definition import (
    Definition as Definition,
    Grouping as Grouping,
    read_definitions as read_definitions,
)
from .definitions.embedding import (
    coassignment as coassignment,
    consensus_similarity as consensus_similarity,
    hellinger_rows as hellinger_rows,
)
from .definitions.network import (
    IndustrySpace as IndustrySpace,
    industry_space as industry_space,
)
from .definitions.outliers import (
    reassign as reassign,
)
from .definitions.partitions import (
    partitions as partitions,
)
from .definitions.similarity import (
    colocation as colocation,
    input_output_links as input_output_links,
    occupation_similarity as occupation_similarity,
    similarity as similarity,
)
from .definitions.stability import (
    stability as stability,
)
from .definitions.validation import (
    validate as validate,
)
from .errors import (
    InputError as InputError,
    ObservatoryWarning as ObservatoryWarning,
    TerttuError as TerttuError,
)
from .export import (
    content as content,
)
from .identification import (
    Identification as Identification,
    TableResult as TableResult,
    identify as identify,
    identify_dataset as identify_dataset,
)
from .judging.disclosure import (
    protect as protect,
)
from .judging.judgement import (
    judge as judge,
)
from .judging.method_profiles import (
    MethodProfile as MethodProfile,
    method_profile as method_profile,
    method_profiles as method_profiles,
)
from .judging.peer_regions import (
    PeerGroup as PeerGroup,
    peer_regions as peer_regions,
)
from .judging.sensitivity import (
    sensitivity as sensitivity,
)
from .judging.stages import (
    stage as stage,
)
from .measures.agglomeration import (
    coagglomeration as coagglomeration,
    ellison_glaeser as ellison_glaeser,
    maurel_sedillot as maurel_sedillot,
    raw_concentration as raw_concentration,
)
from .measures.bootstrap import (
    bootstrap as bootstrap,
)
from .measures.bounded_measures import (
    carry as carry,
    location_quotient_bounds as location_quotient_bounds,
    presence_within_bounds as presence_within_bounds,
)
from .measures.bounds import (
    cell_bounds as cell_bounds,
)
from .measures.complexity import (
    complexity as complexity,
)
from .measures.concentration import (
    gini as gini,
    hoover_gini as hoover_gini,
    hoover_index as hoover_index,
    locational_gini as locational_gini,
)
from .measures.density import (
    relatedness_density as relatedness_density,
)
from .measures.diversification import (
    average_location_quotient as average_location_quotient,
    entropy as entropy,
    hachman_index as hachman_index,
    herfindahl as herfindahl,
    krugman_index as krugman_index,
    related_variety as related_variety,
    specialization_coefficient as specialization_coefficient,
)
from .measures.entry import (
    entry as entry,
    exit as exit,
    growth as growth,
)
from .measures.entry_model import (
    EntryModel as EntryModel,
    entry_model as entry_model,
)
from .measures.fitness import (
    fitness as fitness,
)
from .measures.nestedness import (
    nestedness as nestedness,
)
from .measures.null_models import (
    bicm as bicm,
    degree_preserving as degree_preserving,
)
from .measures.opportunities import (
    opportunities as opportunities,
)
from .measures.outlook import (
    outlook as outlook,
)
from .measures.plants import (
    plant_table as plant_table,
)
from .measures.recombination import (
    ease_of_recombination as ease_of_recombination,
    modular_complexity as modular_complexity,
)
from .measures.reflections import (
    reflections as reflections,
)
from .measures.relatedness import (
    cooccurrence as cooccurrence,
    proximity as proximity,
    relatedness as relatedness,
    skill_relatedness as skill_relatedness,
    teece_relatedness as teece_relatedness,
)
from .measures.relatedness_significance import (
    relatedness_significance as relatedness_significance,
)
from .measures.shift_share import (
    shift_share as shift_share,
)
from .measures.significance import (
    adjust as adjust,
    significant_specialisation as significant_specialisation,
)
from .measures.sophistication import (
    expy as expy,
    prody as prody,
)
from .measures.specialisation import (
    change_since_first as change_since_first,
    diversity as diversity,
    excess as excess,
    location_quotient as location_quotient,
    location_quotient_interval as location_quotient_interval,
    presence as presence,
    rank as rank,
    reference_share as reference_share,
    share as share,
    standardized_location_quotient as standardized_location_quotient,
    symmetric_location_quotient as symmetric_location_quotient,
    ubiquity as ubiquity,
    value_range as value_range,
)
from .measuring.results import (
    write_result as write_result,
)
from .micro.combining import (
    combine_counts as combine_counts,
)
from .micro.counting import (
    count as count,
    count_plants as count_plants,
    with_shares as with_shares,
)
from .micro.counting_pairs import (
    count_cooccurrence as count_cooccurrence,
    count_flows as count_flows,
)
from .package import (
    Content as Content,
    Package as Package,
    read as read,
    read_zip as read_zip,
    write as write,
)
from .parameters import (
    Parameters as Parameters,
)
from .reading.tables import (
    read_flags as read_flags,
    read_table as read_table,
)
from .region_options import (
    industry_complexity as industry_complexity,
    regional_opportunities as regional_opportunities,
)
from .schemes import (
    Industry as Industry,
    level_of as level_of,
)
