"""How dirty systems write what is clean elsewhere: the words and lists behind the dirt."""

from __future__ import annotations

from customer360.simulator.vocabulary import NICKNAMES

#: Dirty spellings by clean word.
Spellings = dict[str, tuple[str, ...]]

COUNTRY: Spellings = {
    "DE": ("Deutschland", "Germany", "GER", "de"),
    "GB": ("UK", "U.K.", "United Kingdom", "Great Britain"),
    "FR": ("France", "FRA", "fr"),
    "US": ("USA", "U.S.A.", "United States"),
    "CN": ("中国", "China", "CHN", "PRC"),
}
GENDER: Spellings = {
    "female": ("F", "f", "女", "Female", "2", "W"),
    "male": ("M", "m", "男", "Male", "1", "MALE"),
}
BOOLEAN: Spellings = {
    "true": ("Y", "yes", "是", "1", "TRUE", "T"),
    "false": ("N", "no", "否", "0", "FALSE", "F"),
}
CHANNEL: Spellings = {
    "web": ("Web", "online", "WEBSITE"),
    "app": ("App", "mobile app", "APP"),
    "store": ("Store", "retail store", "门店"),
    "phone": ("Phone", "telephone", "tel."),
    "marketplace": ("Marketplace", "market place"),
    "email": ("E-Mail", "e-mail", "EMAIL"),
    "sms": ("SMS", "text message"),
    "post": ("Post", "mail"),
    "chat": ("Chat", "live chat"),
}
STATUS: Spellings = {
    "completed": ("Completed", "COMPLETE", "done", "已完成"),
    "shipped": ("Shipped", "sent", "已发货"),
    "cancelled": ("Cancelled", "canceled", "storniert"),
}
#: What stands where a cell should be NULL, by kind of dirt.
NULLS: Spellings = {
    "null_text": ("", "NULL", "N/A", "-", "null"),
    "unknown_gender": ("unknown", "U", "0", "未知"),
}
NICKNAME: Spellings = {name: (nickname,) for name, nickname in NICKNAMES.items()}

DOMAIN_TYPOS: Spellings = {
    "gmail.com": ("gmial.com", "gmail.con", "gamil.com"),
    "outlook.com": ("outlok.com", "outlook.con"),
    "yahoo.com": ("yaho.com", "yahoo.con"),
    "icloud.com": ("iclould.com", "icloud.con"),
    "gmx.de": ("gmx.dee", "gxm.de"),
    "web.de": ("wbe.de", "web.dee"),
    "qq.com": ("qq.con", "qq.cm"),
    "163.com": ("163.con", "163.cm"),
}
PLACEHOLDER_EMAILS = ("none@none.com", "test@test.com", "noemail@noemail.com", "no@email.com", "a@a.com")
PLACEHOLDER_PHONES = ("000000000", "13800138000", "12345678901", "+490000000000", "99999999999")
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CNY": "¥"}
UNTYPABLE = ("n/a", "TBC", "see invoice", "#REF!")
CONTROLS = ("\t", "\u0007", "\u200b", "\ufeff", "\u00ad")
IMPOSSIBLE_DAYS = ("-02-30", "-04-31", "-13-01", "-00-10")
FUTURE_YEARS = ("2029", "2031", "2099")
