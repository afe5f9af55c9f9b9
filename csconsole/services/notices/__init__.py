"""Notices 公告: written once, read by each person, unread ones warn (KNW-06)."""

from csconsole.services.notices.listing import NOTICES, list_notices, unread_notices
from csconsole.services.notices.rows import NoticeRow
from csconsole.services.notices.writing import end_notice, publish_notice, read_notice

__all__ = [
    "NOTICES",
    "NoticeRow",
    "end_notice",
    "list_notices",
    "publish_notice",
    "read_notice",
    "unread_notices",
]
