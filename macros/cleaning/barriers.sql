{# Whether two values of a kind of int_identity_barriers cannot be of one person: what customer360/barriers.py decides by.
   Birth dates are text (1990-05-07), genders have the given name behind them (female anna). #}
{% macro barrier_forbids(barrier_type, one, other) -%}
    case {{ barrier_type }}
        when 'birth_date' then
            case when left({{ one }}, 4) <> left({{ other }}, 4) then 1 else 0 end
            + case when substr({{ one }}, 6, 2) <> substr({{ other }}, 6, 2) then 1 else 0 end
            + case when substr({{ one }}, 9, 2) <> substr({{ other }}, 9, 2) then 1 else 0 end
            >= 2
            and not (
                left({{ one }}, 4) = left({{ other }}, 4)
                and substr({{ one }}, 6, 2) = substr({{ other }}, 9, 2)
                and substr({{ one }}, 9, 2) = substr({{ other }}, 6, 2)
            )
        when 'gender' then
            {{ regexp_replace_all(one, ' .*$', '') }} <> {{ regexp_replace_all(other, ' .*$', '') }}
            and {{ regexp_replace_all(one, '^[^ ]* ', '') }} <> {{ regexp_replace_all(other, '^[^ ]* ', '') }}
        else {{ one }} <> {{ other }}
    end
{%- endmacro %}

{# What may be shown of such a value: the year of a birth date, the gender without the name, the whole of a membership. #}
{% macro masked_barrier(barrier_type, barrier_value) -%}
    case {{ barrier_type }}
        when 'birth_date' then {{ dbt.concat(['left(' ~ barrier_value ~ ', 4)', "'-**-**'"]) }}
        when 'gender' then {{ regexp_replace_all(barrier_value, ' .*$', '') }}
        else {{ barrier_value }}
    end
{%- endmacro %}
