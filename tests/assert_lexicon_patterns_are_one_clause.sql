-- A pattern that falls apart into clauses is found in no text.
select distinct
    language,
    list_name,
    pattern
from {{ ref('int_lexicon_words') }}
where word = '|' or word = ''
