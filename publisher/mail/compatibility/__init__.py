"""What of a letter the mail programs in the settings will not show."""

from publisher.mail.compatibility.check import Accepted, MailFinding, check
from publisher.mail.compatibility.features import of_tag, used

__all__ = ["Accepted", "MailFinding", "check", "of_tag", "used"]
