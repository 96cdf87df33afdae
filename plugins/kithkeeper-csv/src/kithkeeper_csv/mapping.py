"""Which column of an unknown CSV file means what, proposed from its headers.

English, German, French and Spanish are known, with some Italian, Dutch and Portuguese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

FIELDS = (
    "id", "name", "given", "family", "additional", "prefix", "suffix", "nickname",
    "organization", "department", "title", "email", "phone", "link", "linkedin",
    "street", "city", "region", "postal_code", "country", "po_box", "address",
    "birthday", "anniversary", "notes", "tags", "circle", "how_met", "met_on", "met_where",
    "met_through", "met_event", "personal", "interests", "can_help_with", "could_help_with",
    "last_touch",
)  # fmt: skip
"""What a column may mean. `email`, `phone` and `link` may carry a label: `email:work`."""

LABELLED = ("email", "phone", "link", "street", "city", "region", "postal_code", "country")
"""Fields of which a card may have several, told apart by a label after a colon."""

_SYNONYMS = {
    "id": "id|uid|contact id|kontakt id|identifier|identifiant|record id",
    "name": "name|full name|fullname|display name|contact|contact name|person|who|vollstandiger name"
    "|ganzer name|anzeigename|kontakt|kontaktname|wer|nom complet|nom et prenom|prenom et nom"
    "|nom affiche|contacto|nombre completo|nombre y apellidos|nombre y apellido"
    "|nome completo|volledige naam|naam|personne|persona",
    "given": "first name|firstname|first|given name|given|givenname|forename|vorname|rufname|prenom"
    "|nombre|nombres|primer nombre|nome|voornaam",
    "family": "last name|lastname|last|family name|familyname|family|surname|nachname|familienname"
    "|zuname|nom|nom de famille|apellido|apellidos|cognome|sobrenome|achternaam",
    "additional": "middle name|middle names|middlename|additional name|second name|zweiter vorname"
    "|weitere vornamen|deuxieme prenom|segundo nombre",
    "prefix": "name prefix|prefix|honorific|salutation|namenszusatz|anrede|civilite|tratamiento"
    "|prefijo|akademischer titel",
    "suffix": "name suffix|suffix|generation|namenssuffix|suffixe|sufijo",
    "nickname": "nickname|nick|nick name|alias|spitzname|kosename|surnom|apodo|mote|soprannome"
    "|bijnaam|known as|goes by",
    "organization": "organization|organisation|company|company name|employer|firm|business"
    "|organization name|current company|current employer|firma|unternehmen|arbeitgeber|betrieb"
    "|firmenname|entreprise|societe|organisme|employeur|empresa|compania|organizacion|azienda|bedrijf"
    "|workplace|works at|account name",
    "department": "department|dept|division|team|abteilung|bereich|service|departement"
    "|departamento",
    "title": "title|job title|jobtitle|position|role|occupation|profession|headline|function"
    "|job|current title|current position|titel|stelle|funktion|beruf|rolle|berufsbezeichnung"
    "|positionsbezeichnung|fonction|poste|metier|titre|intitule du poste|cargo|puesto|ocupacion"
    "|profesion|ruolo|functie",
    "link": "url|website|web|web site|web page|webpage|homepage|link|blog|profile|profile url|site"
    "|webseite|internetseite|netzseite|site web|page web|sitio web|pagina web|profil",
    "linkedin": "linkedin|linkedin url|linkedin profile|linkedin profile url|linkedin link"
    "|profil linkedin|linkedin profil|perfil de linkedin|perfil linkedin|person linkedin url",
    "street": "street|street address|address line 1|address 1|strasse|strasse und hausnummer"
    "|strasse hausnummer|anschrift|rue|calle|via",
    "city": "city|town|locality|location|ort|stadt|wohnort|ville|ciudad|localidad|citta|plaats",
    "region": "state|region|province|county|bundesland|kanton|land kanton|departement region"
    "|provincia|estado|etat",
    "postal_code": "zip|zip code|zipcode|postal code|postcode|post code|plz|postleitzahl"
    "|code postal|codigo postal|cp|cap",
    "country": "country|country region|land|staat|pays|pais|paese",
    "po_box": "po box|p o box|postfach|boite postale|apartado de correos|apartado postal",
    "address": "address|full address|mailing address|postal address|adresse|postanschrift"
    "|adresse postale|direccion|direccion postal|indirizzo|adres|formatted address",
    "birthday": "birthday|birth date|birthdate|date of birth|dob|born|bday|geburtstag"
    "|geburtsdatum|geb datum|geboren|geboren am|anniversaire|date de naissance|ne le"
    "|cumpleanos|fecha de nacimiento|nacimiento|compleanno|data di nascita|verjaardag",
    "anniversary": "anniversary|wedding anniversary|jahrestag|hochzeitstag|jubilaum"
    "|anniversaire de mariage|aniversario",
    "notes": "notes|note|comments|comment|remarks|remark|description|about|memo|notizen|notiz"
    "|bemerkung|bemerkungen|anmerkung|anmerkungen|kommentar|beschreibung|remarques|remarque"
    "|commentaire|commentaires|notas|nota|comentarios|observaciones|opmerkingen",
    "tags": "tags|tag|labels|label|categories|category|groups|group|group membership|keywords"
    "|list|lists|schlagworter|schlagworte|kategorie|kategorien|gruppe|gruppen|etikett|etiketten"
    "|etiquettes|categorie|groupe|groupes|mots cles|etiquetas|categoria|categorias|grupo"
    "|grupos|type of contact|relationship|beziehung|relation|relacion",
    "circle": "circle|ring|tier|kreis|cercle|circulo|cerchio",
    "how_met": "how met|how we met|how i met|how did we meet|met|met through whom|source"
    "|kennengelernt|wie kennengelernt|woher|woher bekannt|kennengelernt durch|comment rencontre"
    "|rencontre|como nos conocimos|como conocido",
    "met_on": "met on|date met|met date|first met|connected on|since|known since|kennengelernt am"
    "|bekannt seit|verbunden am|vernetzt seit|rencontre le|connecte le|conectado el"
    "|date de rencontre|conocido el|fecha en que nos conocimos",
    "met_where": "met at|met where|where met|where we met|place met|kennengelernt in|wo kennengelernt"
    "|lieu de rencontre|lugar donde nos conocimos",
    "met_through": "introduced by|referred by|referral|referrer|met through|introduction by"
    "|vorgestellt von|empfohlen von|presente par|recommande par|presentado por|referido por",
    "met_event": "met at event|event|event met|veranstaltung|evenement|evento",
    "personal": "personal|personal details|family details|spouse|partner|children|kids|pets"
    "|personliches|familie|ehepartner|kinder|details personnels|conjoint|conjoint e|enfants|conyuge|hijos",
    "interests": "interests|interest|hobby|hobbies|topics|interessen|hobbys|themen|interets"
    "|loisirs|passe temps|centres d interet|intereses|aficiones",
    "can_help_with": "how i can help|can help with|i can help with|i can offer|wie ich helfen kann"
    "|comment je peux aider|como puedo ayudar",
    "could_help_with": "how they can help|could help with|they can help with|can help me with"
    "|wie er mir helfen kann|kann mir helfen bei|comment ils peuvent aider"
    "|como me puede ayudar",
    "last_touch": "last contact|last contacted|last contact date|last contacted on|last touch"
    "|last spoke|last spoken|last met|last interaction|letzter kontakt|zuletzt kontaktiert"
    "|zuletzt gesprochen|dernier contact|ultimo contacto",
}  # fmt: skip
_FIELD_OF = {word: field for field, words in _SYNONYMS.items() for word in words.split("|")}

_CORES = {
    "email": "email emails mail e mails courriel courriels correo correos mel posta epost messagerie",
    "phone": "phone phones telephone telefon tel tele telefono telefonos telefoon telefone fon"
    " telefonnummer rufnummer fernsprecher haupttelefon",
    "mobile": "mobile mobil cell cellphone mobilephone handy handynummer mobilnummer movil celular"
    " portable mobiltelefon cellulare mobiel natel smartphone whatsapp",
    "fax": "fax telefax faxnummer telecopie telecopieur",
    "street": "street strasse rue calle", "city": "city ort stadt ville ciudad",
    "region": "state region dep bundesland provincia", "country": "country land pays pais",
    "postal_code": "zip plz postleitzahl postcode",
}  # fmt: skip
_LABELS = {
    "work": "work business office company corporate professional beruflich geschaftlich geschaft"
    " firma buro dienstlich arbeit professionnel professionnelle travail bureau trabajo oficina"
    " laboral profesional lavoro werk zakelijk",
    "home": "home private personal privat persoenlich personlich haus maison domicile personnel"
    " personnelle prive casa particular hogar prive thuis",
    "other": "other weitere weiterer weiteres andere sonstige autre otro otra",
}  # fmt: skip
_PHRASES = {
    "code postal": "postcode", "codigo postal": "postcode", "postal code": "postcode", "zip code": "zip",
    "country region": "country", "land region": "land", "pays region": "pays", "pais region": "pais",
}  # fmt: skip
"""Words that mean one thing together, as Outlook has them before or after a label."""

_FILLER_WORDS = (
    "address addresses adresse adressen adresa direccion electronico electronique electronica"
    " number numbers no nr nummer numero num de main primary secondary preferred default value"
    " haupt principal principale d la le du des e"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_CORE_OF = {word: core for core, words in _CORES.items() for word in words.split()}
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words.split()}
_LONGEST_HEADER = 80
_MOST_COLUMNS = 1_000


def propose_mapping(headers: Iterable[str]) -> dict[str, str]:
    """Propose for each column that is understood what it means.

    Args:
        headers: The cells of the header line as they stand.

    Returns:
        Column to field, one of `FIELDS`, with a label after a colon where the header tells one
        (`{"Work phone": "phone:work"}`). A column that is not understood is left out.

    Example:
        ``propose_mapping(["Vorname", "Nachname", "E-Mail (privat)"])`` gives
        ``{"Vorname": "given", "Nachname": "family", "E-Mail (privat)": "email:home"}``.
    """
    columns = list(headers)[:_MOST_COLUMNS]
    proposed = {column: field for column in columns if (field := _field_of(column))}
    return _disambiguated(proposed)


def identifies(mapping: dict[str, str]) -> bool:
    """Whether columns that are mapped so can name a person."""
    fields = {field.partition(":")[0] for field in mapping.values()}
    return bool(fields & {"name", "given", "family", "email", "phone"})


def mapping_key(headers: Iterable[str]) -> str:
    """The header line as the key under which its mapping is remembered."""
    return ",".join(header.strip() for header in headers)[:4_000]


def is_field(text: str) -> bool:
    """Whether a mapping may have this as the meaning of a column; empty leaves a column out."""
    field, _, label = text.partition(":")
    return not text or (field in FIELDS and (not label or field in LABELLED))


def _field_of(column: str) -> str:
    if len(column) > _LONGEST_HEADER:
        return ""
    words = [word for word in _words(column) if not word.isdigit()]
    text = " ".join(words)
    if text in _FIELD_OF:
        return _FIELD_OF[text]
    for phrase, word in _PHRASES.items():
        text = re.sub(rf"\b{phrase}\b", word, text)
    words = text.split()
    cores = [_CORE_OF[word] for word in words if word in _CORE_OF]
    labels = [_LABEL_OF[word] for word in words if word in _LABEL_OF]
    known = _CORE_OF.keys() | _LABEL_OF.keys() | _FILLERS
    if not cores or not all(word in known for word in words):
        return ""
    return _labelled(cores, labels)


def _labelled(cores: list[str], labels: list[str]) -> str:
    """`email`, or `phone:mobile`, from the words that were found in a header."""
    special = next((core for core in cores if core in ("mobile", "fax")), "")
    kinds = {core for core in cores if core not in ("mobile", "fax")}
    if special and kinds <= {"phone"}:
        return f"phone:{special}"
    if len(kinds) != 1 or special:
        return ""
    kind = kinds.pop()
    return f"{kind}:{labels[0]}" if labels else kind


def _disambiguated(proposed: dict[str, str]) -> dict[str, str]:
    """Settle the words that mean one thing alone and another beside a neighbour.

    `Nom` or `Nombre` without its other half is the whole name; `Title` beside `Job title` is what
    stands before the name.
    """
    fields = list(proposed.values())
    settled = dict(proposed)
    for column, field in proposed.items():
        words = _words(column)
        half = {"family": "given", "given": "family"}.get(field, "")
        if half and half not in fields and words in (["nom"], ["nombre"], ["nome"]):
            settled[column] = "name"
        elif field == "title" and fields.count("title") > 1 and words in (["title"], ["titel"]):
            settled[column] = "prefix"
    return settled


def _words(column: str) -> list[str]:
    """The header's words without accents, case and punctuation; `CamelCase` and `E-Mail` joined."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    plain = unicodedata.normalize("NFKD", split.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    words = re.findall(r"[^\W_]+", letters)
    text = re.sub(r"\be (mails?)\b", r"\1", " ".join(words))
    return _joined(text.replace("linked in", "linkedin"))


def _joined(text: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text).split()
