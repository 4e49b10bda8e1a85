from customer360.merges import merge_chains, merge_chains_on_spark
from customer360.tables import is_spark, read


def model(dbt, session):
    """One row per record of a person with the record before it on the way from the person's first record."""
    dbt.config(materialized="table")
    people = dbt.ref("int_identity_people").select("record_id", "person_id").filter("person_id is not null")
    edges = dbt.ref("int_identity_accepted_edges").select("record_a", "record_b", "rule", "priority", "score")
    return merge_chains_on_spark(people, edges) if is_spark(people) else merge_chains(read(people), read(edges))
