"""Find the entities that Telegram adds by itself: links, mentions, hashtags, commands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from scaletg_contrib.formatting.entities import ASTRAL, Entity, end_of, make_entity, place_of, size_in_bytes
from scaletg_contrib.formatting.links import lower_ascii

_GAPS = r" \xa0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000"
_NAME_LETTER = rf"[^\n/\[\]{{}}()'`<>\"@«»{_GAPS}]"
_LOGIN_BACKWARDS = re.compile(f"{_NAME_LETTER}*")
_HOST_BACKWARDS = re.compile(rf"(?:[A-Za-z0-9.\-_~]|[^\0-\xbf{_GAPS}])*(?:@{_NAME_LETTER}+)?")
#: A scheme of the web, also at the end of a longer word, except for three words that are schemes themselves.
_SCHEME_BEFORE = re.compile(r"(?<![a-z0-9])(?!(?:shttp|[ts]ftp):)[a-z0-9]*?((?:https?|ftp|tonsite)://)\Z")
_DOMAIN_END = re.compile(rf"(?:[A-Za-z0-9.\-_~@]|[^\0-\xbf{_GAPS}])*")
_URL_PORT = re.compile(r":0*([1-9][0-9]{0,4})(?![0-9])")
_URL_PATH = re.compile(rf"[/?#][^\n<>\"«»{_GAPS}]*")
_PATH_TAIL = ".:;,('?!`"

# The middle dot, the non-joiner and the signs of Sinhala belong to hashtags as letters do.
_TAG_CHARACTER = "\\w\xb7\u200c\u0d80-\u0dff"
_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_SHORT_MENTIONS = {"gif", "nft", "pic", "ufc", "vid"}
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}|(?!@))(?![\w/<>])")
_HASHTAG = re.compile(rf"#([{_TAG_CHARACTER}]+)")
_AT_NAME = re.compile("@[A-Za-z0-9_]{3,32}")
_AT_WHOLE_NAME = re.compile("@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_])")
_CASHTAG = re.compile(r"\$(?:1INCH|[A-Z]{1,8})(?![A-Z])")
_CARD = re.compile(r"[0-9]{16,19}(?= )|[0-9][0-9 \-]*")
_OWN_URL = re.compile(r"(tg|ton|tonsite)(?=(://[A-Za-z0-9_\-]{1,253}))", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9][.]){1,6}[a-z]{2,8}",
    re.IGNORECASE | re.ASCII,
)
_IPV4_PART = re.compile(r"0|[1-9][0-9]{0,2}")

Span = tuple[int, int]


def _is_tag_character(character: str) -> bool:
    if not re.match(f"[{_TAG_CHARACTER}]", character):
        return False
    return character.isascii() or unicodedata.category(character) not in ("No", "Nl")


def _find_mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_MENTIONS:
            yield match.span()


def _find_commands(text: str) -> Iterator[Span]:
    return (match.span() for match in _COMMAND.finditer(text))


def _find_hashtags(text: str) -> Iterator[Span]:
    for match in _HASHTAG.finditer(text):
        begin = match.start()
        end = _tag_end(text, begin + 1, match.end())
        if begin and _is_tag_character(text[begin - 1]):
            continue
        if text[end : end + 1] == "#":
            continue
        end = min(end, begin + 257)
        if not any(map(_is_letter, text[begin:end])):
            continue
        end = _end_after(_AT_NAME, text, end)
        if text[end : end + 1] != "#":
            yield begin, end


def _tag_end(text: str, begin: int, end: int) -> int:
    """Return the first place from *begin* on that does not belong to a hashtag, at most *end*."""
    for place in range(begin, end):
        if not _is_tag_character(text[place]):
            return place
    return end


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _end_after(name: re.Pattern[str], text: str, place: int) -> int:
    """Return the end of a name that may follow at *place*."""
    found = name.match(text, place)
    if found is None:
        return place
    return found.end()


def _find_cashtags(text: str) -> Iterator[Span]:
    for match in _CASHTAG.finditer(text):
        begin = match.start()
        end = _end_after(_AT_WHOLE_NAME, text, match.end())
        neighbours = text[max(begin - 1, 0) : begin] + text[end : end + 1]
        if not any(character == "$" or _is_tag_character(character) for character in neighbours):
            yield begin, end


def _find_cards(text: str) -> Iterator[Span]:
    at = 0
    while match := _CARD.search(text, at):
        begin, at = match.start(), match.end()
        if _joins(text[begin - 1 : begin], ".,+-_"):
            at = begin + len(text[begin:]) - len(text[begin:].lstrip("0123456789 -"))
            continue
        number = match[0].rstrip(" -")
        end = begin + len(number)
        if not _joins(text[end : end + 1], "-_") and _is_card_number(number):
            yield begin, end


def _joins(neighbour: str, marks: str) -> bool:
    """Return whether the character beside a number makes it part of a longer word."""
    if neighbour == "":
        return False
    return neighbour in marks or _is_letter(neighbour)


def _is_card_number(number: str) -> bool:
    """Return whether a number, whose digits may be in groups, is that of a bank card."""
    digits = re.sub("[ -]", "", number)
    if not 13 <= len(digits) <= 19 or len(number) >= 2 * len(digits):
        return False
    return _is_card(digits)


def _is_card(digits: str) -> bool:
    """Check the check digit (Luhn) and, if the kind of card is known, the length."""
    doubled = "0516273849"
    checked = [doubled.index(digit) if i % 2 else int(digit) for i, digit in enumerate(reversed(digits))]
    if sum(checked) % 10:
        return False
    first, length = int(digits[:4]), len(digits)
    if digits[0] == "4":
        return length in (13, 16, 18, 19)
    if 5100 <= first < 5600 or 2200 <= first <= 2204 or 2221 <= first <= 2720:
        return length == 16
    if digits[:2] in ("34", "37"):
        return length == 15
    if digits[:2] in ("62", "81"):
        return length >= 16
    return True


def _find_own_urls(text: str) -> Iterator[Span]:
    """Find addresses with Telegram's own schemes. Of tonsite:// it takes the last three letters, as Telegram does."""
    end = 0
    for match in _OWN_URL.finditer(text):
        if end and size_in_bytes(text[end : end + 6]) < 6:
            return  # Telegram stops when fewer bytes are left
        end = _path_end(text, match.end(2))
        yield match.end(1) - min(len(match[1]), 3), end


def _find_urls(text: str) -> Iterator[tuple[str, Span]]:
    """Find web and mail addresses: the search starts at a dot, and extends to both sides."""
    start = 0
    while True:
        dot = text.find(".", start)
        if dot < 0 or dot + 1 == len(text):
            return
        if text[dot + 1] == " ":
            start = dot + 2
            continue
        run = _run_end(text, dot)
        end = _url_end(text, run, dot)
        begin = _url_begin(text, start, dot, run)
        if begin is None:
            end = text.rfind(".", 0, end) + 1
        else:
            if end > dot + 1:
                yield from _check_url(text, begin, end)
            while text[end : end + 1] == ".":
                end += 1
        start = max(end, dot + 1)


def _run_end(text: str, dot: int) -> int:
    """Return the end of the letters from *dot* on without a gap; they may contain an @."""
    match = _DOMAIN_END.match(text, dot)
    assert match  # the dot at least
    return match.end()


def _url_begin(text: str, start: int, dot: int, run: int) -> int | None:
    """Return where the address around *dot* begins, or `None` if the text before it shows that it is not an address.

    The text is read backwards, from the @ or else from the dot: a host, and a login before it if there is an @.
    """
    at = text.find("@", dot, run)
    if at < 0:
        middle, pattern = dot, _HOST_BACKWARDS
    else:
        middle, pattern = at, _LOGIN_BACKWARDS
    begin = middle - len(pattern.match(text[start:middle][::-1])[0])  # type: ignore[index]  # matches any text
    before = lower_ascii(text[start:begin])
    if before.endswith("://") and len(before.encode()) >= 6:
        scheme = _SCHEME_BEFORE.search(before)
        if scheme is None:
            return None
        return begin - len(scheme[1])
    if before and re.match(r"[\w/#@]", text[begin - 1]):
        return None
    return begin


def _url_end(text: str, end: int, dot: int) -> int:
    port = _URL_PORT.match(text, end)
    if port and int(port[1]) <= 65535:
        end = port.end()
    end = _path_end(text, end)
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    return end


def _path_end(text: str, begin: int) -> int:
    """Return where a path that may begin at *begin* ends; a single ? or # is not a path."""
    match = _URL_PATH.match(text, begin)
    if not match:
        return begin
    length = 1 + len(match[0][1:].rstrip(_PATH_TAIL))
    if length == 1 and not match[0].startswith("/"):
        return begin
    return begin + length


def _check_url(text: str, begin: int, end: int) -> Iterator[tuple[str, Span]]:
    url = text[begin:end]
    if _EMAIL.fullmatch(url):
        yield "email", (begin, end)
    elif url.startswith("mailto:") and _EMAIL.fullmatch(url[7:]):
        yield "email", (begin + 7, end)
    else:
        length = _url_length(url)
        if length:
            yield "url", (begin, begin + length)


def _url_length(url: str) -> int:
    """Return the length of the address in *url*, 0 if its host is invalid; the path ends at an unopened bracket."""
    scheme = re.match(r"(?:https?|ftp|tonsite)://", url, re.IGNORECASE)
    rest = url
    if scheme is not None:
        rest = url[scheme.end() :]
    place = re.match("[^/?#]*", rest)[0]  # type: ignore[index]  # matches any text
    host = place
    if "@" in host:
        host = host.partition("@")[2]
    if ":" in host:
        host = host.rpartition(":")[0]
    if lower_ascii(host) == "teiegram.org":
        return 0
    if not _is_ipv4(host) and not _is_host(host, scheme is not None):
        return 0
    path = rest[len(place) :]
    return len(url) - len(path) + _path_length(path)


def _is_ipv4(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(_IPV4_PART.fullmatch(part) and int(part) < 256 for part in parts)


def _path_length(path: str) -> int:
    closes = {")": "(", "]": "[", "}": "{"}
    balance = dict.fromkeys("([{", 0)
    length = len(path)
    for i, character in enumerate(path):
        if character in balance:
            balance[character] += 1
        elif character in closes:
            balance[closes[character]] -= 1
            if balance[closes[character]] < 0:
                length = i
                break
    return len(path[:length].rstrip(_PATH_TAIL))


def _is_host(host: str, has_scheme: bool) -> bool:
    parts = host.split(".")
    if len(parts) < 2 or not all(map(_is_host_part, parts)):
        return False
    if "_" in parts[-2]:
        return False
    top = parts[-1]
    if top.startswith("xn--"):
        return len(top) > 5 and re.fullmatch("[A-Za-z0-9]*", top[4:]) is not None
    if has_scheme:
        return len(top) > 1 and not re.search("[_-]", top) and not re.fullmatch("[0-9.]*", host)
    lower = top.lower()
    if lower not in _TOP_LEVEL:
        return False
    return lower == top or lower[1:] != top[1:]


def _is_host_part(part: str) -> bool:
    return part != "" and len(part.encode()) < 64 and not part.endswith("-")


_FINDERS: list[tuple[str, Callable[[str], Iterable[Span]]]] = [
    ("mention", _find_mentions),
    ("bot_command", _find_commands),
    ("hashtag", _find_hashtags),
    ("cashtag", _find_cashtags),
    ("bank_card_number", _find_cards),
    ("url", _find_own_urls),
]


def find_entities(text: str) -> list[Entity]:
    """Find the entities that Telegram adds: mentions, hashtags, cashtags, commands, links, mail addresses, bank cards.

        >>> find_entities("see example.com")
        [{'type': 'url', 'offset': 4, 'length': 11}]

    Telephone numbers are not found, because only the server knows how.
    """
    found = [(kind, span) for kind, find in _FINDERS for span in find(text)]
    found += _find_urls(text)
    entities = [make_entity(kind, begin, end - begin) for kind, (begin, end) in found]
    entities = without_crossing(sorted(entities, key=place_of))
    astral = [match.start() for match in ASTRAL.finditer(text)]
    if not astral:
        return entities
    return [_convert_offsets(entity, astral) for entity in entities]


def _convert_offsets(entity: Entity, astral: list[int]) -> Entity:
    """Move an entity from code points to UTF-16 units, given the positions of the characters that take two."""
    begin, end = (place + bisect_left(astral, place) for place in (entity["offset"], end_of(entity)))
    return {**entity, "offset": begin, "length": end - begin}


def without_crossing(entities: list[Entity]) -> list[Entity]:
    """Keep each of the sorted entities that begins after the end of all previous ones."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity["offset"] >= end_of(kept[-1]):
            kept.append(entity)
    return kept


# The top-level domains by which a word with a dot is a link, without "http://".
_TOP_LEVEL_NAMES = """
aaa aarp abb abbott abbvie abc able abogado abudhabi ac academy accenture accountant accountants aco actor ad ads
adult ae aeg aero aetna af afl africa ag agakhan agency ai aig airbus airforce airtel akdn al alibaba alipay allfinanz
allstate ally alsace alstom am amazon americanexpress americanfamily amex amfam amica amsterdam analytics android
anquan anz ao aol apartments app apple aq aquarelle ar arab aramco archi army arpa art arte as asda asia associates at
athleta attorney au auction audi audible audio auspost author auto autos aw aws ax axa az azure ba baby baidu banamex
band bank bar barcelona barclaycard barclays barefoot bargains baseball basketball bauhaus bayern bb bbc bbt bbva bcg
bcn bd be beats beauty beer bentley berlin best bestbuy bet bf bg bh bharti bi bible bid bike bing bingo bio biz bj
black blackfriday blockbuster blog bloomberg blue bm bms bmw bn bnpparibas bo boats boehringer bofa bom bond boo book
booking bosch bostik boston bot boutique box br bradesco bridgestone broadway broker brother brussels bs bt build
builders business buy buzz bv bw by bz bzh ca cab cafe cal call calvinklein cam camera camp canon capetown capital
capitalone car caravan cards care career careers cars casa case cash casino cat catering catholic cba cbn cbre cc cd
center ceo cern cf cfa cfd cg ch chanel channel charity chase chat cheap chintai christmas chrome church ci cipriani
circle cisco citadel citi citic city ck cl claims cleaning click clinic clinique clothing cloud club clubmed cm cn co
coach codes coffee college cologne com commbank community company compare computer comsec condos construction
consulting contact contractors cooking cool coop corsica country coupon coupons courses cpa cr credit creditcard
creditunion cricket crown crs cruise cruises cu cuisinella cv cw cx cy cymru cyou cz dabur dad dance data date datsun
day dclk dds de deal dealer deals degree delivery dell deloitte delta democrat dental dentist desi design dev dhl
diamonds diet digital direct directory discount discover dish diy dj dk dm dnp do docs doctor dog domains dot download
drive dtv dubai dunlop dupont durban dvag dvr dz earth eat ec eco edeka edu education ee eg email emerck energy
engineer engineering enterprises epson equipment er ericsson erni es esq estate et eu eurovision eus events exchange
expert exposed express extraspace fage fail fairwinds faith family fan fans farm farmers fashion fast fedex feedback
ferrari ferrero fi fidelity fido film final finance fire firestone firmdale fish fishing fit fitness fj fk flickr
flights flir florist flowers fly fm fo foo food football ford forex forsale forum foundation fox fr free fresenius frl
frogans frontier ftr fujitsu fun fund furniture futbol fyi ga gal gallery gallo gallup game games gap garden gay gb
gbiz gd gdn ge gea gent genting george gf gg ggee gh gi gift gifts gives giving gl glass gle global globo gm gmail
gmbh gmo gmx gn godaddy gold goldpoint golf goo goodyear goog google gop got gov gp gq gr grainger graphics gratis
green gripe grocery group gs gt gu gucci guge guide guitars guru gw gy hair hamburg hangout haus hbo hdfc hdfcbank
health healthcare help helsinki here hermes hiphop hisamitsu hitachi hiv hk hkt hm hn hockey holdings holiday
homedepot homegoods homes homesense honda horse hospital host hosting hot hotmail house how hr hsbc ht hu hughes hyatt
hyundai ibm icbc ice icu id ie ieee ifm ikano il im imamat imdb immo immobilien in inc industries infiniti info ing
ink institute insure int international intuit investments io ipiranga iq ir irish is ismaili ist istanbul it itau itv
jaguar java jcb je jeep jetzt jewelry jio jll jm jmp jnj jo jobs joburg jot joy jp jpmorgan jprs juegos juniper kaufen
kddi ke kerryhotels kerrylogistics kerryproperties kfh kg kh ki kia kids kim kindle kitchen kiwi km kn koeln komatsu
kosher kp kpmg kpn kr krd kred kuokgroup kw ky kyoto kz la lacaixa lamborghini lamer lancaster land landrover lanxess
lasalle lat latino latrobe law lawyer lb lc lds lease leclerc lefrak legal lego lexus lgbt li lidl life lifeinsurance
lifestyle lighting like lilly limited limo lincoln link lipsy live living lk llc llp loan loans locker locus lol
london lotte lotto love lpl lplfinancial lr ls lt ltd ltda lu lundbeck luxe luxury lv ly ma madrid maif maison makeup
man management mango map market marketing markets marriott marshalls mattel mba mc mckinsey md me med media meet
melbourne meme memorial men menu merckmsd mg mh miami microsoft mil mini mint mit mitsubishi mk ml mlb mls mm mma mn
mo mobi mobile moda moe moi mom monash monster mormon mortgage moscow moto motorcycles mov movie mp mq mr ms msd mt
mtn mtr mu museum music mv mw mx my mz na nab nagoya name navy nba nc ne nec net netbank netflix network neustar new
news next nextdirect nexus nf nfl ng ngo nhk ni nico nike nikon ninja nissan nissay nl no nokia norton now nowruz
nowtv np nr nra nrw ntt nu nyc nz obi observer office okinawa olayan olayangroup ollo om omega one ong onion onl
online ooo open oracle orange org organic origins osaka otsuka ott ovh pa page panasonic paris pars partners parts
party pay pccw pe pet pf pfizer pg ph pharmacy phd philips phone photo photography photos physio pics pictet pictures
pid pin ping pink pioneer pizza pk pl place play playstation plumbing plus pm pn pnc pohl poker politie porn post pr
pramerica praxi prime pro prod productions prof progressive promo properties property protection pru prudential ps pt
pub pw pwc py qa qpon quebec racing radio re read realestate realtor realty recipes red redstone redumbrella rehab
reise reisen reit reliance ren rent rentals repair report republican rest restaurant review reviews rexroth rich
richardli ricoh ril rio rip ro rocks rodeo rogers room rs rsvp ru rugby ruhr run rw rwe ryukyu sa saarland safe safety
sakura sale salon samsclub samsung sandvik sandvikcoromant sanofi sap sarl sas save saxo sb sbi sbs sc scb schaeffler
schmidt scholarships school schule schwarz science scot sd se search seat secure security seek select sener services
seven sew sex sexy sfr sg sh shangrila sharp shell shia shiksha shoes shop shopping shouji show si silk sina singles
site sj sk ski skin sky skype sl sling sm smart smile sn sncf so soccer social softbank software sohu solar solutions
song sony soy spa space sport spot sr srl ss st stada staples star statebank statefarm stc stcgroup stockholm storage
store stream study style su sucks supplies supply support surf surgery suzuki sv swatch swiss sx sy sydney systems sz
tab taipei talk taobao target tatamotors tatar tattoo tax taxi tc tci td tdk team tech technology tel temasek tennis
teva tf tg th thd theater theatre tiaa tickets tienda tips tires tirol tj tjmaxx tjx tk tkmaxx tl tm tmall tn to today
tokyo ton tools top toray toshiba total tours town toyota toys tr trade trading training travel travelers
travelersinsurance trust trv tt tube tui tunes tushu tv tvs tw tz ua ubank ubs ug uk unicom university uno uol ups us
uy uz va vacations vana vanguard vc ve vegas ventures verisign versicherung vet vg vi viajes video vig viking villas
vin vip virgin visa vision viva vivo vlaanderen vn vodka volvo vote voto voyage vu wales walmart walter wang wanggou
watches weather weatherchannel webcam weber website wed wedding weibo weir wf whoswho wien wiki williamhill win
windows wine winners wme wolterskluwer woodside work works world wow ws wtc wtf xbox xerox xihuan xin xxx xyz yachts
yahoo yamaxun yandex ye yodobashi yoga yokohama you youtube yt yun za zappos zara zero zip zm zone zuerich zw ελ ευ бг
бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб укр қаз հայ ישראל קום ابوظبي ارامكو الاردن البحرين
الجزائر السعودية العليان المغرب امارات ایران بارت بازار بيتك بھارت تونس سودان سورية شبكة عراق عرب عمان فلسطين قطر
كاثوليك كوم مصر مليسيا موريتانيا موقع همراه پاکستان ڀارت कॉम नेट भारत भारतम् भारोत संगठन বাংলা ভারত ভাৰত ਭਾਰਤ ભારત
ଭାରତ இந்தியா இலங்கை சிங்கப்பூர் భారత్ ಭಾರತ ഭാരതം ලංකා คอม ไทย ລາວ გე みんな アマゾン クラウド グーグル コム ストア
セール ファッション ポイント 世界 中信 中国 中國 中文网 亚马逊 企业 佛山 信息 健康 八卦 公司 公益 台湾 台灣 商城 商店
商标 嘉里 嘉里大酒店 在线 大拿 天主教 娱乐 家電 广东 微博 慈善 我爱你 手机 招聘 政务 政府 新加坡 新闻 时尚 書籍 淡马锡
游戏 澳門 点看 移动 组织机构 网址 网店 网站 网络 联通 谷歌 购物 通販 集团 電訊盈科 飞利浦 食品 餐厅 香格里拉 香港 닷넷
닷컴 삼성 한국
"""
_TOP_LEVEL = frozenset(_TOP_LEVEL_NAMES.split())
