{# Standard deviations from the mean to the ends of every interval of the project: of the normal distribution, 95 % lie within. #}
{% macro interval_z() -%}
    cast(1.959963984540054 as double)
{%- endmacro %}


{# Parts of Wilson's interval: centre and reach times n + z^2, and n + z^2. #}
{% macro wilson_centre(k) -%}
    (cast({{ k }} as double) + {{ interval_z() }} * {{ interval_z() }} / 2)
{%- endmacro %}

{% macro wilson_reach(k, n) -%}
    ({{ interval_z() }} * sqrt(
        cast({{ k }} as double) * cast({{ n }} - {{ k }} as double) / cast({{ n }} as double)
        + {{ interval_z() }} * {{ interval_z() }} / 4
    ))
{%- endmacro %}

{% macro wilson_weight(n) -%}
    (cast({{ n }} as double) + {{ interval_z() }} * {{ interval_z() }})
{%- endmacro %}


{# Lower and upper end of Wilson's score interval for k of n; NULL where n is 0. Wilson, "Probable Inference", JASA 22 (1927). #}
{% macro wilson_lower(k, n) -%}
    case
        when {{ n }} > 0 and {{ k }} = 0 then cast(0 as double)
        when {{ n }} > 0 then ({{ wilson_centre(k) }} - {{ wilson_reach(k, n) }}) / {{ wilson_weight(n) }}
    end
{%- endmacro %}

{% macro wilson_upper(k, n) -%}
    case
        when {{ n }} > 0 and {{ k }} = {{ n }} then cast(1 as double)
        when {{ n }} > 0 then ({{ wilson_centre(k) }} + {{ wilson_reach(k, n) }}) / {{ wilson_weight(n) }}
    end
{%- endmacro %}


{# Lower and upper end of the interval of a difference of two shares, k_1 of n_1 less k_2 of n_2; NULL where an n is 0. Newcombe,
   "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10. #}
{% macro newcombe_lower(k_1, n_1, k_2, n_2) -%}
    {{ share(k_1, n_1) }} - {{ share(k_2, n_2) }} - sqrt(
        power({{ share(k_1, n_1) }} - {{ wilson_lower(k_1, n_1) }}, 2)
        + power({{ wilson_upper(k_2, n_2) }} - {{ share(k_2, n_2) }}, 2)
    )
{%- endmacro %}

{% macro newcombe_upper(k_1, n_1, k_2, n_2) -%}
    {{ share(k_1, n_1) }} - {{ share(k_2, n_2) }} + sqrt(
        power({{ wilson_upper(k_1, n_1) }} - {{ share(k_1, n_1) }}, 2)
        + power({{ share(k_2, n_2) }} - {{ wilson_lower(k_2, n_2) }}, 2)
    )
{%- endmacro %}

{% macro share(k, n) -%}
    (cast({{ k }} as double) / nullif({{ n }}, 0))
{%- endmacro %}


{# How far k of n lie above a share p: minus the logarithm of Chernoff's bound on the chance of k or more at that share (Chernoff,
   "A measure of asymptotic efficiency for tests", Annals of Mathematical Statistics 23, 1952); NULL where they do not. It is
   above that chance for small numbers too, for which the normal distribution of the intervals promises too much. #}
{% macro evidence_above(k, n, p) -%}
    case
        when {{ p }} > 0 and {{ k }} > {{ n }} * {{ p }} then {{ k }} * ln({{ k }} / ({{ n }} * {{ p }})) + case
            when {{ k }} < {{ n }} then ({{ n }} - {{ k }}) * ln(({{ n }} - {{ k }}) / ({{ n }} * (1 - {{ p }}))) else 0
        end
    end
{%- endmacro %}


{# Whether k of n lie above a share p beyond chance where as many are compared: were it the share of all of them, in fewer than 1
   of 40 such comparisons would any one be found above it. Of one that is the chance to lie above a 95 % interval. #}
{% macro is_above_chance(k, n, p, compared) -%}
    coalesce({{ evidence_above(k, n, p) }} > ln(cast(40 * greatest({{ compared }}, 1) as double)), false)
{%- endmacro %}


{# How many standard deviations a count of events lies above the sum of their probabilities, whose variance is sum(p (1 - p))
   (Poisson binomial); NULL where that is 0. It is beyond chance outside the ends of a 95 % interval; what cannot vary is not. #}
{% macro deviation(k, expected, variance) -%}
    (({{ k }} - {{ expected }}) / sqrt(nullif({{ variance }}, 0)))
{%- endmacro %}

{% macro is_beyond_chance(k, expected, variance) -%}
    coalesce(abs({{ deviation(k, expected, variance) }}) > {{ interval_z() }}, false)
{%- endmacro %}
