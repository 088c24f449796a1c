"""The test time-stamping authority (RFC 3161), inside this process.

A production installation has a trusted authority on the network (pyHanko's ``HTTPTimeStamper`` speaks to it); this one
stands in for it where there is none, under a certificate that says THỬ NGHIỆM.
"""

import hashlib
import secrets

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

from tinhso.foundation.signing.ports.authority import TestAuthority, real_time
from tinhso.foundation.signing.ports.keys import as_asn1

_POLICY = "1.3.6.1.4.1.4146.2.2"  # the policy of a stamp that promises nothing
_DIGEST = "sha256"


class TestTimeStamper(TimeStamper):
    """Answers each request with a stamp of the machine's time, signed by the authority's time-stamping key."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    def __init__(self, authority: TestAuthority) -> None:
        super().__init__(include_nonce=True)
        self._key = authority.tsa_key
        self._certificate = as_asn1(self._key.certificate)
        self._certificates = [self._certificate, *(as_asn1(above) for above in self._key.chain)]

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Stamp the digest in the request."""
        content = self._statement(req).dump()
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
                simple_cms_attribute("message_digest", hashlib.sha256(content).digest()),
            ]
        )
        digest = algos.DigestAlgorithm({"algorithm": _DIGEST})
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number}
                        )
                    }
                ),
                "digest_algorithm": digest,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signed_attrs": attributes,
                "signature": self._key.sign(attributes.dump()),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": cms.DigestAlgorithms((digest,)),
                "encap_content_info": cms.EncapsulatedContentInfo(
                    {"content_type": cms.ContentType("tst_info"), "content": cms.ParsableOctetString(content)}
                ),
                "certificates": self._certificates,
                "signer_infos": [signer],
            }
        )
        token = cms.ContentInfo({"content_type": cms.ContentType("signed_data"), "content": signed})
        status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})

    def _statement(self, request: tsp.TimeStampReq) -> tsp.TSTInfo:
        values = {
            "version": "v1",
            "policy": tsp.ObjectIdentifier(_POLICY),
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": core.GeneralizedTime(real_time()),
            "tsa": asn1_x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if request["nonce"].native is not None:
            values["nonce"] = request["nonce"]
        return tsp.TSTInfo(values)
