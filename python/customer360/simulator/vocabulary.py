"""Words of the simulated world: names, places, goods and what people write."""

from __future__ import annotations

from dataclasses import dataclass

COUNTRIES = ("DE", "GB", "FR", "US", "CN")
REGIONS = ("DACH", "UK & Ireland", "France", "North America", "Greater China")
CURRENCIES = ("EUR", "GBP", "EUR", "USD", "CNY")

#: Prefixes before eight digits of the own mobile, an earlier mobile and the landline of a household or office.
MOBILES = ("+49151", "+4477", "+336", "+131", "+86139")
EARLIER_MOBILES = ("+49160", "+4478", "+337", "+141", "+86186")
LANDLINES = ("+4930", "+4420", "+331", "+121", "+8610")

CITIES = (
    ("Berlin", "Hamburg", "München", "Köln", "Frankfurt am Main", "Stuttgart", "Leipzig", "Dresden", "Bremen", "Mainz"),
    ("London", "Manchester", "Birmingham", "Leeds", "Glasgow", "Bristol", "Cardiff", "Liverpool", "York", "Oxford"),
    ("Paris", "Lyon", "Marseille", "Toulouse", "Nice", "Nantes", "Bordeaux", "Lille", "Rennes", "Dijon"),
    ("New York", "Chicago", "Houston", "Phoenix", "Boston", "Seattle", "Denver", "Austin", "Portland", "Atlanta"),
    ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京", "西安", "苏州"),
)
CITIES_EACH = 10

#: Given names: women first, then as many men; a nickname after the colon.
_GIVEN = (
    "Anna Lena Katharina:Kathi Elisabeth:Lisa Susanne:Susi Julia Sabine Claudia Monika Petra Ursula:Uschi"
    " Franziska:Franzi Johannes:Hannes Maximilian:Max Thomas Andreas:Andi Stefan Michael:Michi Christian"
    " Markus Wolfgang Jürgen Tobias:Tobi Alexander:Alex",
    "Emma Olivia Charlotte:Lottie Elizabeth:Liz Margaret:Maggie Catherine:Kate Victoria:Vicky Susan:Sue"
    " Grace Alice Sophie Rebecca:Becky William:Bill Robert:Bob James:Jim Edward:Ted Richard:Dick"
    " Thomas:Tom Michael:Mike Andrew:Andy Oliver George Christopher:Chris Benjamin:Ben",
    "Marie Camille Chloé Juliette Isabelle:Isa Nathalie Sylvie Valérie Sandrine Hélène Céline"
    " Stéphanie:Steph Jean Pierre Nicolas:Nico Philippe Laurent Frédéric:Fred Alexandre:Alex Antoine"
    " Julien Mathieu Guillaume:Guy Benoît",
    "Jennifer:Jenny Jessica:Jess Patricia:Pat Deborah:Debbie Barbara:Barb Kimberly:Kim Samantha:Sam"
    " Abigail:Abby Emily Linda Nancy Karen Joseph:Joe Daniel:Dan Matthew:Matt Anthony:Tony Joshua:Josh"
    " Kenneth:Ken Steven:Steve Timothy:Tim Gregory:Greg Jeffrey:Jeff Brian Kevin",
    "芳=fang 娜=na 敏=min 静=jing 丽=li 艳=yan 秀英=xiuying 婷=ting 雪=xue"
    " 玉兰=yulan 欣怡=xinyi 雨桐=yutong 伟=wei 强=qiang 磊=lei 军=jun 洋=yang"
    " 勇=yong 杰=jie 涛=tao 明=ming 浩然=haoran 子轩=zixuan 建国=jianguo",
)
_FAMILY = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer"
    " Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner"
    " Krause Lehmann Köhler Maier Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn",
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker"
    " White Roberts Green Hall Wood Jackson Clarke Harris Clark Lewis Turner Hill Cooper Ward Moore Morris"
    " Watson Bailey Bennett Carter Cox Ellis Foster Murray Palmer Shaw",
    "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel"
    " Garcia David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet"
    " François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas",
    "Miller Davis Rodriguez Hernandez Lopez Gonzalez Anderson Nelson Lee Perez Sanchez Ramirez Torres"
    " Nguyen Flores Adams Baker Rivera Campbell Mitchell Phillips Parker Collins Edwards Stewart Reyes"
    " Cook Rogers Gutierrez Ortiz Morgan Peterson Reed Howard Ramos Kim Brooks Chavez Kelly Sanders",
    "王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 黄=huang 赵=zhao 吴=wu"
    " 周=zhou 徐=xu 孙=sun 马=ma 朱=zhu 胡=hu 郭=guo 何=he 高=gao 林=lin 罗=luo"
    " 郑=zheng 梁=liang 谢=xie 宋=song 唐=tang 许=xu 韩=han 冯=feng 邓=deng"
    " 曹=cao 彭=peng 曾=zeng 肖=xiao 田=tian 董=dong 袁=yuan 潘=pan 于=yu"
    " 蒋=jiang 蔡=cai",
)
GIVEN_EACH, FAMILY_EACH = 24, 40


def _words(text: str) -> tuple[str, ...]:
    """Words between spaces."""
    return tuple(text.split())


_ASCII = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"} | dict(zip("éèêëçîïôûàâ", "eeeeciiouaa", strict=True))
)


def _spelled(word: str) -> tuple[str, str]:
    """A name as written, and in small Latin letters."""
    name, _, latin = word.partition(":")[0].partition("=")
    return name, (latin or name).lower().translate(_ASCII)


_given_words = [word for names in _GIVEN for word in names.split()]
_family_words = [word for names in _FAMILY for word in names.split()]
GIVEN = tuple(_spelled(word)[0] for word in _given_words)
GIVEN_LATIN = tuple(_spelled(word)[1] for word in _given_words)
FAMILY = tuple(_spelled(word)[0] for word in _family_words)
FAMILY_LATIN = tuple(_spelled(word)[1] for word in _family_words)
#: Nicknames by given name; the Chinese name parts are GIVEN[CHINESE_FROM:].
NICKNAMES: dict[str, str] = {
    name: nickname for name, _, nickname in (word.partition(":") for word in _given_words) if nickname
}

MAIL_PROVIDERS = (
    "gmail.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
    "gmx.de",
    "web.de",
    "orange.fr",
    "qq.com",
    "163.com",
)
#: Providers by country, as numbers of MAIL_PROVIDERS.
PROVIDERS_OF = ((0, 1, 4, 5), (0, 1, 2, 3), (0, 1, 2, 6), (0, 1, 2, 3), (7, 8, 7, 1))

COMPANY_FIRST = _words(
    "Nord Sued West Ost Alpen Rhein Hansa Silber Gold Berg See Wald Stern Falken Adler Linden Eichen Kron"
    " Muehl Stein Blue Red Green White Clear Bright Swift Iron Oak River Lake Hill Sun Moon North South"
    " Sky Stone Fox Hawk"
)
COMPANY_SECOND = _words(
    "feld berg bach tal hof haus werk burg see heim dale ford ton well field wood stone bridge port gate"
    " mark land point crest view line way path side brook cliff dene mere moor wick stead worth holm by"
    " vale"
)
COMPANY_TRADE = _words(
    "Logistik Technik Bau Medien Energie Handel Trading Foods Textiles Software Systems Design Pharma"
    " Optics Motors Print Travel Consulting Marine Robotics Studios Ceramics Labs Paper"
)
INDUSTRIES = ("manufacturing", "retail", "logistics", "software", "health", "construction", "hospitality", "education")
COMPANY_SIZES = ("1-9", "10-49", "50-249", "250-999", "1000+")
TLDS = ("de", "co.uk", "fr", "com", "com.cn")

OWNERS = ("Kim", "Lee", "Novak", "Rossi", "Sato", "Silva", "Weiss", "Young")
SOURCES = ("website", "store", "trade fair", "referral", "import", "call centre")
CHANNELS = ("web", "app", "store", "phone", "marketplace")
STORES = ("Berlin Mitte", "London Soho", "Paris Marais", "New York SoHo", "上海南京路")
METHODS = ("card", "paypal", "cash", "invoice", "alipay")
REFUND_REASONS = ("damaged", "wrong item", "late delivery", "changed mind")
TIERS = ("bronze", "silver", "gold")
GENDERS = ("female", "male")


@dataclass(frozen=True)
class Category:
    """A shelf of the shop: 24 products in three price tiers of eight."""

    name: str
    subcategories: tuple[str, str]
    nouns: tuple[str, ...]
    price: float  # EUR of its cheapest budget product


CATEGORIES = tuple(
    Category(name, (first, second), tuple(nouns.split()), price)
    for name, first, second, nouns, price in (
        ("Kitchen", "Cooking", "Tableware", "Pan Pot Knife Board Kettle Bowl Plate Mug", 9.9),
        ("Garden", "Tools", "Plants", "Spade Rake Hose Gloves Planter Lantern Seeds Bench", 7.5),
        ("Sports", "Fitness", "Outdoor", "Mat Dumbbell Band Bottle Backpack Tent Lamp Shoes", 12.0),
        ("Toys", "Games", "Building", "Puzzle Cards Dice Robot Train Blocks Kite Doll", 6.5),
        ("Books", "Fiction", "Knowledge", "Novel Thriller Poems Atlas Cookbook Guide Biography Dictionary", 8.0),
        ("Beauty", "Care", "Fragrance", "Soap Cream Shampoo Oil Mask Brush Perfume Candle", 5.5),
        ("Electronics", "Audio", "Accessories", "Headphones Speaker Radio Charger Cable Case Mouse Keyboard", 14.0),
        ("Fashion", "Basics", "Accessories", "Shirt Socks Scarf Belt Hat Bag Jacket Sweater", 11.0),
    )
)
PRICE_TIERS = ("budget", "mid", "premium")
TIER_WORDS = ("Simple", "Classic", "Luxury")
BRANDS = ("Avenro", "Bellmont", "Cortex", "Dorado", "Elmwood", "Fjordia", "Grandis", "Havenly")
TIER_PRICES = (1.0, 2.2, 5.0)

TOPICS = ("late delivery", "damaged item", "wrong invoice", "rude staff")
INQUIRIES = ("order status", "product question", "return", "praise")
#: What people write, in the language of each country, by topic.
COMPLAINT_TEXTS = (
    (
        "Mein Paket ist zwei Wochen zu spät.",
        "Der Artikel kam kaputt an.",
        "Die Rechnung stimmt nicht.",
        "Ihr Personal war unhöflich.",
    ),
    ("My parcel is two weeks late.", "The item arrived broken.", "The invoice is wrong.", "Your staff were rude."),
    (
        "Mon colis a deux semaines de retard.",
        "L'article est arrivé cassé.",
        "La facture est fausse.",
        "Vendeur désagréable.",
    ),
    (
        "Two weeks late and nobody answers.",
        "It came broken, I want my money back.",
        "You billed me twice.",
        "Rude on the phone.",
    ),
    ("快递太慢了 客服没有回复。", "收到的商品已损坏。", "发票金额不对。", "客服态度很差。"),
)
INQUIRY_TEXTS = (
    ("Wo ist meine Bestellung?", "Gibt es das auch in Blau?", "Wie sende ich es zurück?", "Danke, alles bestens!"),
    ("Where is my order?", "Is it available in blue?", "How do I return this?", "Thank you, all perfect!"),
    ("Où est ma commande ?", "Existe-t-il en bleu ?", "Comment le retourner ?", "Merci, tout est parfait !"),
    ("Where's my order?", "Does it come in blue?", "How can I send this back?", "Thanks, love it!"),
    ("我的订单在哪里", "有蓝色的吗", "怎么退货", "谢谢 很满意。"),
)
GOOD_COMMENTS = (
    "Alles bestens, gerne wieder.",
    "Great service.",
    "Très bon accueil.",
    "Love it, fast delivery.",
    "很满意 会再来。",
)
BAD_COMMENTS = (
    "Enttäuscht, Ware defekt.",
    "Never again.",
    "Service lamentable.",
    "Still waiting for help.",
    "质量差 态度不好。",
)
SERVQUAL = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
DEVICES = ("mobile", "desktop", "tablet")
