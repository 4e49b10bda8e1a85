{# An amount over a count, as an amount; NULL where the count is 0. #}
{% macro mean_amount(amount, n) -%}
    {{ ten_thousandths('cast(cast(' ~ amount ~ ' as decimal(23, 4)) * 10000 as double) / nullif(' ~ n ~ ', 0)') }}
{%- endmacro %}


{# An amount times a double, as an amount. #}
{% macro share_of_amount(amount, share) -%}
    {{ ten_thousandths('cast(cast(' ~ amount ~ ' as decimal(23, 4)) * 10000 as double) * ' ~ share) }}
{%- endmacro %}


{# So many ten-thousandths as decimal(18, 4), halves up. Casts of doubles to decimals round halves differently on the
   engines, so only whole numbers are cast. #}
{% macro ten_thousandths(number) -%}
    cast(cast(floor({{ number }} + 0.5) as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
{%- endmacro %}


{# So many millionths as decimal(18, 6), halves up. #}
{% macro millionths(number) -%}
    cast(cast(floor({{ number }} + 0.5) as bigint) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6))
{%- endmacro %}


{# The amount whose logarithm lies so many spreads from a centre, at most 10^10, which no line reaches; NULL where there is no
   spread: that most amounts are alike does not make the others wrong. #}
{% macro log_limit(centre, multiple, spread) -%}
    case
        when {{ spread }} > 0
            then {{ ten_thousandths(
                'least(exp(cast(' ~ centre ~ ' as double) + ' ~ multiple ~ ' * cast(' ~ spread ~ ' as double)), 1e10) * 10000'
            ) }}
    end
{%- endmacro %}
