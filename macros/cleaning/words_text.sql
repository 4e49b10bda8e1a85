{# People's own words as plain ones with single spaces, an East Asian sign being a word, and | where a clause ends: at a
   point, comma, dash, bracket or the like, at the number of an order, whose "no" denies nothing, and at a but, though not
   that of anything but. n't is not, however its apostrophe is typed or left out; "dont" alone is French. Signs of
   traditional Chinese are the simplified ones that the lexicons use. #}
{% macro words_text(text) -%}
    {%- set signs = '\\x{3040}-\\x{30ff}\\x{4e00}-\\x{9fff}' -%}
    {%- set ends = '[.,;:!?()/|\\x{5b}\\x{5d}\\x{2013}\\x{2014}\\x{2026}\\x{3001}\\x{3002}]+' -%}
    {%- set traditional = '與專業丟兩個舉麼買亂僅從們價優會關興決準幾劃剛別務勁單壓發變隻號後嗎員週壞復夠寶實對導盡幫'
        ~ '並開強當錄態惡惱驚憤報損換斷無時來闆極樣歡氣沒滿靈點爛煩熱愛現電碼禮級細結統網髒緻薦營虛訂'
        ~ '讓議論評訴話誤説說請謝譜賬貨質購貼貴費贊讚過還遲適遞裡錢銷錯閃問難頁題顔顏額騙魯裏複覆帳儘' -%}
    {%- set simplified = '与专业丢两个举么买乱仅从们价优会关兴决准几划刚别务劲单压发变只号后吗员周坏复够宝实对导尽帮'
        ~ '并开强当录态恶恼惊愤报损换断无时来板极样欢气没满灵点烂烦热爱现电码礼级细结统网脏致荐营虚订'
        ~ '让议论评诉话误说说请谢谱账货质购贴贵费赞赞过还迟适递里钱销错闪问难页题颜颜额骗鲁里复复账尽' -%}
    {%- set contractions = [
        ['[\\x{27}\\x{60}\\x{b4}\\x{2018}\\x{2019}\\x{2032}]|&(apos|[lr]squo|#0?39|#x27|#821[67]);', '’'],
        ['&(#[0-9]+|#x[0-9a-f]+|[a-z]+);', ' '],
        ['can’t|cannot', 'can not'], ['won’t', 'will not'], ['n’t', ' not'],
    ] -%}
    {%- set clauses = [
        ['不但', '不仅'], ['但是?', '|'], ['anything but', 'anythingbut'],
        [' -+ ', '|'], [ends, ' | '], ['([' ~ signs ~ '])', ' $1 '],
        ['[^a-z0-9|' ~ signs ~ ']+', ' '], ['( |^)(cant)( |$)', '$1can not$3'], ['( |^)(wont)( |$)', '$1will not$3'],
        ['( |^)(is|are|was|were|does|did|has|have|had|could|would|should|(i|we|you|they|please) do)(nt)( |$)', '$1$2 not$5'],
        ['( |^)(but|no [a-z]*[0-9]{2,})( |$)', ' | '], ['([|] *)+', '| '],
    ] -%}
    {%- set texts = [fold_width(lower_text(text))] -%}
    {%- for pattern, replacement in contractions -%}
        {%- do texts.append(regexp_replace_all(texts[-1], pattern, replacement)) -%}
    {%- endfor -%}
    {%- do texts.append('translate(' ~ fold_accents(texts[-1]) ~ ", '" ~ traditional ~ "', '" ~ simplified ~ "')") -%}
    {%- for pattern, replacement in clauses -%}
        {%- do texts.append(regexp_replace_all(texts[-1], pattern, replacement)) -%}
    {%- endfor -%}
    trim({{ texts[-1] }})
{%- endmacro %}
