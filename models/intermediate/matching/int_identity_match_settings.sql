with final as (

    select
        cast({{ var('identity_match_probability') }} as double) as match_probability,
        cast({{ var('identity_review_probability') }} as double) as review_probability

)

select * from final
