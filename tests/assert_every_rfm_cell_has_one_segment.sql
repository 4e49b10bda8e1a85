-- All 125 cells of R x F x M fall on exactly one row of the segment grid.
with scores as (

    {{ dbt.generate_series(5) }}

),

cells as (

    select
        r.generated_number as r_score,
        f.generated_number as f_score,
        m.generated_number as m_score,
        {{ fm_score('f.generated_number', 'm.generated_number') }} as fm_score
    from scores as r
    cross join scores as f
    cross join scores as m

),

mapped as (

    select
        cells.r_score,
        cells.f_score,
        cells.m_score,
        count(segments.segment) as n_segments
    from cells
    left join {{ ref('rfm_segments') }} as segments
        on cells.r_score = segments.r_score and cells.fm_score = segments.fm_score
    group by cells.r_score, cells.f_score, cells.m_score

)

select
    count(*) as n_cells,
    min(n_segments) as lowest,
    max(n_segments) as highest
from mapped
having count(*) <> 125 or min(n_segments) <> 1 or max(n_segments) <> 1
