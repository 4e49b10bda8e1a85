-- Training is reproducible: of the same rows, algorithm, settings and code there is one version. Every build that trains again on
-- data that it has seen is a check. It warns, because versions are never taken back, and another processor may round otherwise.
{{ config(severity='warn') }}

select
    model_name,
    data_fingerprint,
    count(*) as n_versions
from {{ ref('model_versions') }}
group by model_name, data_fingerprint, algorithm, features, settings, library_versions
having count(*) > 1
