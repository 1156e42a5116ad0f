"""The one thing that a rendition says of itself: that artificial intelligence had a part in it.

All other metadata stay with the original: they may say where somebody lives.
"""

from press.models import Photograph
from press.photographs.description import IPTC_EXTENSION

_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# ISO 16684-1, 7.3.2: a packet of XMP as files carry it.
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{namespace}"'
    ' Iptc4xmpExt:DigitalSourceType="{address}"/></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


def build_xmp(photograph: Photograph) -> bytes:
    """Returns XMP that names the IPTC digital source type; empty where AI had no part."""
    if not photograph.used_ai():
        return b""
    address = f"{_TYPES}{photograph.digital_source_type}"
    return _PACKET.format(namespace=IPTC_EXTENSION.strip("{}"), address=address).encode()
