"""A unit of a taxpayer's, as somebody would write it who has the authority's documents and none of our code.

Key and certificate request by `cryptography`, canonical form by lxml, and everything between from the published rules: the
hash of a document, its stamp, its QR code. `examine` reads a stamp back, the authority's too.
"""

import base64
import dataclasses
import datetime
import hashlib
import re
import uuid

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from lxml import etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NS = {
    "inv": UBL + "Invoice-2",
    "cac": UBL + "CommonAggregateComponents-2",
    "cbc": UBL + "CommonBasicComponents-2",
    "ext": UBL + "CommonExtensionComponents-2",
    "sac": UBL + "SignatureAggregateComponents-2",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xades": "http://uri.etsi.org/01903/v1.3.2#",
}
TEMPLATE = ObjectIdentifier("1.3.6.1.4.1.311.20.2")
TEMPLATES = {
    "developer-portal": "TSTZATCA-Code-Signing",
    "simulation": "PREZATCA-Code-Signing",
    "core": "ZATCA-Code-Signing",
}
# What a certificate request says of the unit, beside its subject: attribute by attribute.
UNIT_ATTRIBUTES = {
    "serial": ObjectIdentifier("2.5.4.4"),
    "vat": NameOID.USER_ID,
    "kinds": NameOID.TITLE,
    "address": ObjectIdentifier("2.5.4.26"),
    "industry": NameOID.BUSINESS_CATEGORY,
}
FIRST_PREVIOUS = base64.b64encode(hashlib.sha256(b"0").hexdigest().encode()).decode()
RIYADH = datetime.timezone(datetime.timedelta(hours=3))


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def unb64(text):
    return base64.b64decode(text, validate=True)


def hex64(data):
    """The digest of a stamp's parts: the base64 of the hexadecimal text."""
    return b64(hashlib.sha256(data).hexdigest())


# Key and certificate request

@dataclasses.dataclass
class Config:
    """What the authority asks of a unit. `kinds` are standard and simplified documents, and two reserved places."""

    common_name: str = "TST-886431145-399999999900003"
    serial: str = ""
    vat: str = "399999999900003"
    branch: str = "Riyadh Branch"
    name: str = "Maximum Speed Tech Supply LTD"
    country: str = "SA"
    kinds: str = "1100"
    address: str = "RRRD2929"
    industry: str = "Supply activities"

    def __post_init__(self):
        self.serial = self.serial or f"1-Khatm|2-blackbox|3-{uuid.uuid4()}"


def new_key():
    return ec.generate_private_key(ec.SECP256K1())


def template_extension(name, printable):
    text = name.encode()
    return x509.UnrecognizedExtension(TEMPLATE, (b"\x13" if printable else b"\x0c") + bytes([len(text)]) + text)


def request_of(key, config, template, printable=False, more=()):
    """The certificate request: C, OU, O, CN; then the template, then five attributes in one directory name. Other programs
    write the template as another kind of text, or more attributes of the subject."""
    subject = [
        (NameOID.COUNTRY_NAME, config.country),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, config.branch),
        (NameOID.ORGANIZATION_NAME, config.name),
        (NameOID.COMMON_NAME, config.common_name),
        *more,
    ]
    unit = [(oid, getattr(config, field)) for field, oid in UNIT_ATTRIBUTES.items()]
    name = lambda rows: x509.Name([x509.NameAttribute(oid, value) for oid, value in rows])
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(name(subject))
        .add_extension(template_extension(template, printable), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DirectoryName(name(unit))]), critical=False)
        .sign(key, hashes.SHA256())
    )


def request_text(request):
    """As it goes into a request's body: the base64 of the whole PEM text."""
    return b64(request.public_bytes(serialization.Encoding.PEM))


# A document, before it is stamped

@dataclasses.dataclass
class Line:
    name: str
    price: str
    quantity: str = "1"


@dataclasses.dataclass
class Paper:
    """What is sold. Amounts in cents, so that nothing is rounded by accident; one rate, 15 %."""

    number: str
    icv: int
    previous: str
    issued: datetime.datetime
    standard: bool
    kind: str = "388"
    lines: tuple = (("Book | كتاب", 1999, 3), ("Pen | قلم", 350, 12))
    corrects: str = ""
    seller: str = "شركة توريد التكنولوجيا بأقصى سرعة المحدودة | Maximum Speed Tech Supply LTD"
    vat: str = "399999999900003"
    buyer_vat: str = "399999999800003"
    flags: str = "00000"
    uuid: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))


def money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def half_up(cents, percent):
    return (cents * percent + 50) // 100


def party(name, vat, identifier):
    ids = f'<cac:PartyIdentification><cbc:ID schemeID="CRN">{identifier}</cbc:ID></cac:PartyIdentification>'
    return f"""<cac:Party>{ids}
      <cac:PostalAddress>
        <cbc:StreetName>الأمير سلطان | Prince Sultan</cbc:StreetName>
        <cbc:BuildingNumber>2322</cbc:BuildingNumber>
        <cbc:CitySubdivisionName>المربع | Al-Murabba</cbc:CitySubdivisionName>
        <cbc:CityName>الرياض | Riyadh</cbc:CityName>
        <cbc:PostalZone>23333</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>SA</cbc:IdentificationCode></cac:Country>
      </cac:PostalAddress>
      <cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
      <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
    </cac:Party>"""


def tax_category(tag):
    return f"<cac:{tag}><cbc:ID>S</cbc:ID><cbc:Percent>15.00</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{tag}>"


def line_of(at, name, price, quantity):
    net = price * quantity
    tax = half_up(net, 15)
    return f"""
  <cac:InvoiceLine>
    <cbc:ID>{at}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="PCE">{quantity}.000000</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="SAR">{money(net)}</cbc:LineExtensionAmount>
    <cac:TaxTotal><cbc:TaxAmount currencyID="SAR">{money(tax)}</cbc:TaxAmount><cbc:RoundingAmount currencyID="SAR">{money(net + tax)}</cbc:RoundingAmount></cac:TaxTotal>
    <cac:Item><cbc:Name>{name}</cbc:Name>{tax_category("ClassifiedTaxCategory")}</cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="SAR">{money(price)}</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>"""


def document_of(paper):
    """The document's text without stamp and code, which go in at two marks that leave no trace."""
    net = sum(price * quantity for _, price, quantity in paper.lines)
    tax = half_up(net, 15)
    amount = lambda tag, cents: f'<cbc:{tag} currencyID="SAR">{money(cents)}</cbc:{tag}>'
    note = paper.kind != "388"
    corrects = f"""
  <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{paper.corrects}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>""" if note else ""
    reason = "<cbc:InstructionNote>Goods returned | ترجيع السلع</cbc:InstructionNote>" if note else ""
    buyer = party("شركة نماذج فاتورة المحدودة | Fatoora Samples LTD", paper.buyer_vat, "1010010001") if paper.standard else ""
    supply = f"""
  <cac:Delivery><cbc:ActualDeliveryDate>{paper.issued:%Y-%m-%d}</cbc:ActualDeliveryDate></cac:Delivery>""" if paper.standard else ""
    lines = "".join(line_of(at, *line) for at, line in enumerate(paper.lines, 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{NS["inv"]}" xmlns:cac="{NS["cac"]}" xmlns:cbc="{NS["cbc"]}" xmlns:ext="{NS["ext"]}">
  <cbc:ProfileID>reporting:1.0</cbc:ProfileID>
  <cbc:ID>{paper.number}</cbc:ID>
  <cbc:UUID>{paper.uuid}</cbc:UUID>
  <cbc:IssueDate>{paper.issued:%Y-%m-%d}</cbc:IssueDate>
  <cbc:IssueTime>{paper.issued:%H:%M:%S}</cbc:IssueTime>
  <cbc:InvoiceTypeCode name="{"01" if paper.standard else "02"}{paper.flags}">{paper.kind}</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode>
  <cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>{corrects}
  <cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>{paper.icv}</cbc:UUID></cac:AdditionalDocumentReference>
  <cac:AdditionalDocumentReference>
    <cbc:ID>PIH</cbc:ID>
    <cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/plain">{paper.previous}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
  </cac:AdditionalDocumentReference>
  <cac:AccountingSupplierParty>{party(paper.seller, paper.vat, "1010010000")}</cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>{buyer}</cac:AccountingCustomerParty>{supply}
  <cac:PaymentMeans><cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>{reason}</cac:PaymentMeans>
  <cac:TaxTotal>{amount("TaxAmount", tax)}</cac:TaxTotal>
  <cac:TaxTotal>
    {amount("TaxAmount", tax)}
    <cac:TaxSubtotal>{amount("TaxableAmount", net)}{amount("TaxAmount", tax)}{tax_category("TaxCategory")}</cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    {amount("LineExtensionAmount", net)}{amount("TaxExclusiveAmount", net)}{amount("TaxInclusiveAmount", net + tax)}{amount("PayableAmount", net + tax)}
  </cac:LegalMonetaryTotal>{lines}
</Invoice>
"""


# Hash, stamp, code

def parse(data):
    data = data.encode() if isinstance(data, str) else data
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, remove_blank_text=False))


def text(root, path):
    """The text of the first element there, or nothing."""
    found = root.xpath(path, namespaces=NS)
    return (found[0].text or "") if found else None


def hash_of(data):
    """The hash of a document, 32 bytes: without stamp, signature and code; the white space around them stays."""
    root = parse(data)
    gone = "//*[local-name()='UBLExtensions' or local-name()='Signature' or (local-name()='AdditionalDocumentReference' and cbc:ID[normalize-space(text())='QR'])]"
    for element in root.xpath(gone, namespaces=NS):
        parent, before = element.getparent(), element.getprevious()
        if element.tail and before is not None:
            before.tail = (before.tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        parent.remove(element)
    return hashlib.sha256(etree.tostring(root, method="c14n", with_comments=False)).digest()


def properties_digest(properties):
    """The digest of the signed properties as the authority takes it: of the element alone, empty elements closed in one tag."""
    alone = etree.tostring(properties, method="c14n", exclusive=True, with_comments=False).decode()
    return hex64(alone.replace("></ds:DigestMethod>", "/>").replace(" />", "/>").replace("\r", "").encode())


def issuer_of(certificate):
    """The issuer's name, the most specific part first."""
    short = {NameOID.COMMON_NAME: "CN", NameOID.DOMAIN_COMPONENT: "DC", NameOID.ORGANIZATION_NAME: "O", NameOID.COUNTRY_NAME: "C"}
    return ", ".join(f"{short[part.oid]}={part.value}" for part in reversed(list(certificate.issuer)))


def public_key_der(certificate):
    return certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def extension_text(digest, certificate_text, certificate, signature, signed_at, compact):
    """The stamp's element. The place of each piece of white space is part of what is signed: `compact` has none."""
    sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    c14n11 = "http://www.w3.org/2006/12/xml-c14n11"
    xpath = "http://www.w3.org/TR/1999/REC-xpath-19991116"
    transforms = "".join(
        f'<ds:Transform Algorithm="{xpath}"><ds:XPath>not(//ancestor-or-self::{what})</ds:XPath></ds:Transform>'
        for what in ("ext:UBLExtensions", "cac:Signature", "cac:AdditionalDocumentReference[cbc:ID='QR']")
    )
    properties = f"""<xades:SignedProperties Id="xadesSignedProperties">
                                    <xades:SignedSignatureProperties>
                                        <xades:SigningTime>{signed_at:%Y-%m-%dT%H:%M:%S}</xades:SigningTime>
                                        <xades:SigningCertificate>
                                            <xades:Cert>
                                                <xades:CertDigest>
                                                    <ds:DigestMethod Algorithm="{sha256}"/>
                                                    <ds:DigestValue>{hex64(certificate_text.encode())}</ds:DigestValue>
                                                </xades:CertDigest>
                                                <xades:IssuerSerial>
                                                    <ds:X509IssuerName>{issuer_of(certificate)}</ds:X509IssuerName>
                                                    <ds:X509SerialNumber>{certificate.serial_number}</ds:X509SerialNumber>
                                                </xades:IssuerSerial>
                                            </xades:Cert>
                                        </xades:SigningCertificate>
                                    </xades:SignedSignatureProperties>
                                </xades:SignedProperties>"""
    if compact:
        properties = re.sub(r">\s+<", "><", properties)
    alone = parse(f'<x xmlns:xades="{NS["xades"]}" xmlns:ds="{NS["ds"]}">{properties}</x>')
    return f"""<ext:UBLExtensions>
    <ext:UBLExtension>
        <ext:ExtensionURI>urn:oasis:names:specification:ubl:dsig:enveloped:xades</ext:ExtensionURI>
        <ext:ExtensionContent><sig:UBLDocumentSignatures xmlns:sig="{UBL}CommonSignatureComponents-2" xmlns:sac="{NS["sac"]}" xmlns:sbc="{UBL}SignatureBasicComponents-2"><sac:SignatureInformation>
            <cbc:ID>urn:oasis:names:specification:ubl:signature:1</cbc:ID>
            <sbc:ReferencedSignatureID>urn:oasis:names:specification:ubl:signature:Invoice</sbc:ReferencedSignatureID>
            <ds:Signature xmlns:ds="{NS["ds"]}" Id="signature"><ds:SignedInfo>
                <ds:CanonicalizationMethod Algorithm="{c14n11}"/>
                <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
                <ds:Reference Id="invoiceSignedData" URI=""><ds:Transforms>{transforms}<ds:Transform Algorithm="{c14n11}"/></ds:Transforms><ds:DigestMethod Algorithm="{sha256}"/><ds:DigestValue>{b64(digest)}</ds:DigestValue></ds:Reference>
                <ds:Reference Type="http://www.w3.org/2000/09/xmldsig#SignatureProperties" URI="#xadesSignedProperties"><ds:DigestMethod Algorithm="{sha256}"/><ds:DigestValue>{properties_digest(alone[0])}</ds:DigestValue></ds:Reference>
            </ds:SignedInfo>
            <ds:SignatureValue>{b64(signature)}</ds:SignatureValue>
            <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate_text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
            <ds:Object><xades:QualifyingProperties xmlns:xades="{NS["xades"]}" Target="signature">{properties}</xades:QualifyingProperties></ds:Object></ds:Signature>
        </sac:SignatureInformation></sig:UBLDocumentSignatures></ext:ExtensionContent>
    </ext:UBLExtension>
</ext:UBLExtensions>"""


def tlv(tags):
    """One byte for the tag, the value's length in bytes (the long form above 127), the value."""
    out = b""
    for tag, value in tags:
        value = value.encode() if isinstance(value, str) else value
        length = bytes([len(value)]) if len(value) < 128 else bytes([0x81, len(value)]) if len(value) < 256 else b"\x82" + len(value).to_bytes(2, "big")
        out += bytes([tag]) + length + value
    return b64(out)


def read_tlv(code):
    data, tags = base64.b64decode(code, validate=True), {}
    while data:
        tag, length, at = data[0], data[1], 2
        if length > 0x80:
            more = length - 0x80
            length, at = int.from_bytes(data[2 : 2 + more], "big"), 2 + more
        assert at + length <= len(data) and tag not in tags, "a QR code that does not end where it says"
        tags[tag], data = data[at : at + length], data[at + length :]
    return tags


def code_of(data, digest, signature, certificate, simplified):
    root = parse(data)
    tags = [
        (1, text(root, "cac:AccountingSupplierParty//cbc:RegistrationName")),
        (2, text(root, "cac:AccountingSupplierParty//cac:PartyTaxScheme/cbc:CompanyID")),
        (3, f"{text(root, 'cbc:IssueDate')}T{text(root, 'cbc:IssueTime')}"),
        (4, text(root, "cac:LegalMonetaryTotal/cbc:PayableAmount")),
        (5, text(root, "cac:TaxTotal/cbc:TaxAmount")),
        (6, b64(digest)),
        (7, b64(signature)),
        (8, public_key_der(certificate)),
    ]
    return tlv(tags + ([(9, certificate.signature)] if simplified else []))


def attachment(code):
    return f"""<cac:AdditionalDocumentReference>
        <cbc:ID>QR</cbc:ID>
        <cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/plain">{code}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
</cac:AdditionalDocumentReference>"""


SIGNATURE = """<cac:Signature>
      <cbc:ID>urn:oasis:names:specification:ubl:signature:Invoice</cbc:ID>
      <cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod>
</cac:Signature>"""


@dataclasses.dataclass
class Sealed:
    """A document as it goes out."""

    xml: bytes
    digest: bytes
    uuid: str

    @property
    def hash(self):
        return b64(self.digest)

    @property
    def body(self):
        return {"invoiceHash": self.hash, "uuid": self.uuid, "invoice": b64(self.xml)}


def put_in(data, stamp, code):
    """Both go in without white space of their own, so that the hash is that of the document without them."""
    start = re.search(r"<Invoice [^>]*>", data).end()
    data = data[:start] + stamp + data[start:]
    # What stands before the seller is kept behind what goes in: the white space belongs to the hash.
    return data.replace("<cac:AccountingSupplierParty>", f"{code}{SIGNATURE if stamp else ''}<cac:AccountingSupplierParty>", 1)


def seal(data, key, certificate_text, compact=False, code=None, signature=None, signed_at=None):
    """Stamps a document. `code` and `signature` stand in for the right ones, to see what a wrong one is answered with."""
    certificate = x509.load_der_x509_certificate(base64.b64decode(certificate_text))
    digest = hash_of(data)
    signature = signature or key.sign(digest, ec.ECDSA(hashes.SHA256()))
    signed_at = signed_at or datetime.datetime.now(datetime.timezone.utc)
    stamp = extension_text(digest, certificate_text, certificate, signature, signed_at, compact)
    simplified = 'name="02' in data
    code = code_of(data, digest, signature, certificate, simplified) if code is None else code
    xml = put_in(data, stamp, attachment(code) if code else "").encode()
    assert hash_of(xml) == digest, "stamping has changed the document"
    return Sealed(xml, digest, text(parse(data), "cbc:UUID"))


def plain(data):
    """A document without stamp and code, which a standard one may be."""
    return Sealed(data.encode(), hash_of(data), text(parse(data), "cbc:UUID"))


# Reading a stamp

def examine(xml):
    """What is wrong with a stamp and its code, one sentence each; and the certificate that it was made with."""
    root, wrong = parse(xml), []
    find = lambda path: text(root, path)
    digest = hash_of(xml)
    certificate_text = find("//ds:X509Certificate")
    certificate = x509.load_der_x509_certificate(base64.b64decode(certificate_text))
    signature = base64.b64decode(find("//ds:SignatureValue"))
    properties = root.xpath("//xades:SignedProperties", namespaces=NS)[0]
    qr = find("cac:AdditionalDocumentReference[cbc:ID='QR']//cbc:EmbeddedDocumentBinaryObject")
    told = {
        "the document's digest": (find("//ds:Reference[@Id='invoiceSignedData']/ds:DigestValue"), b64(digest)),
        "the properties' digest": (find("//ds:Reference[@URI='#xadesSignedProperties']/ds:DigestValue"), properties_digest(properties)),
        "the certificate's digest": (find("//xades:CertDigest/ds:DigestValue"), hex64(certificate_text.encode())),
        "the issuer": (find("//ds:X509IssuerName"), issuer_of(certificate)),
        "the serial number": (find("//ds:X509SerialNumber"), str(certificate.serial_number)),
    }
    simplified = root.xpath("string(cbc:InvoiceTypeCode/@name)", namespaces=NS).startswith("02")
    tags, should = read_tlv(qr or ""), read_tlv(code_of(xml, digest, signature, certificate, simplified))
    told |= {f"tag {tag} of the code": (tags.get(tag), should.get(tag)) for tag in sorted(tags.keys() | should.keys())}
    wrong += [f"{what} is {seen!r}, not {wanted!r}" for what, (seen, wanted) in told.items() if seen != wanted]
    try:
        certificate.public_key().verify(signature, digest, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        wrong.append("the signature is not by the certificate's key")
    return wrong, certificate
