"""Who may see, write and take away what, and by which rule.

One policy decides, and denies what no rule grants. Every function that hands out a child's data
takes an :class:`~conferencekit.privacy.policy.Access` and passes through it.
"""

from conferencekit._refusal import Refusal
from conferencekit.privacy.audiences import Audiences
from conferencekit.privacy.case import Case
from conferencekit.privacy.confidential import Confidential, only_for, register_confidential
from conferencekit.privacy.disclosing import disclose
from conferencekit.privacy.documents import (
    keep_consent,
    keep_legal_hold,
    kept_consents,
    kept_legal_holds,
    label_of_consent,
)
from conferencekit.privacy.dossier import (
    Dossier,
    Section,
    dossier_to_json,
    dossier_to_text,
    gather,
)
from conferencekit.privacy.filing import DocumentSource, Filed
from conferencekit.privacy.keeping import DocumentsFor
from conferencekit.privacy.log import (
    AccessLog,
    Entry,
    Link,
    disclosures,
    log_access,
    read_log,
    verify,
)
from conferencekit.privacy.model import (
    Action,
    Audience,
    Capacity,
    Consent,
    Label,
    Purpose,
    Verdict,
)
from conferencekit.privacy.policy import Access, AccessPolicy
from conferencekit.privacy.protocols import Cipher, Held, Labelled, Source
from conferencekit.privacy.retention import (
    Erasure,
    Kept,
    LegalHold,
    Retention,
    erase,
    overdue,
    what_may_go,
)
from conferencekit.privacy.rules import Denial, Grant
from conferencekit.privacy.sealing import reseal, seal, unseal
from conferencekit.privacy.showing import Shown, show

__all__ = [
    "Access",
    "AccessLog",
    "AccessPolicy",
    "Action",
    "Audience",
    "Audiences",
    "Capacity",
    "Case",
    "Cipher",
    "Confidential",
    "Consent",
    "Denial",
    "DocumentSource",
    "DocumentsFor",
    "Dossier",
    "Entry",
    "Erasure",
    "Filed",
    "Grant",
    "Held",
    "Kept",
    "Label",
    "Labelled",
    "LegalHold",
    "Link",
    "Purpose",
    "Refusal",
    "Retention",
    "Section",
    "Shown",
    "Source",
    "Verdict",
    "disclose",
    "disclosures",
    "dossier_to_json",
    "dossier_to_text",
    "erase",
    "gather",
    "keep_consent",
    "keep_legal_hold",
    "kept_consents",
    "kept_legal_holds",
    "label_of_consent",
    "log_access",
    "only_for",
    "overdue",
    "read_log",
    "register_confidential",
    "reseal",
    "seal",
    "show",
    "unseal",
    "verify",
    "what_may_go",
]
