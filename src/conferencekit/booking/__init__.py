"""The live side of a round: families book, move and cancel, and nothing is booked twice.

A :class:`Desk` says where; functions such as :func:`offers` and :func:`book` return operations
for a store to run, whose result is what stands then, or a :class:`BookingRefusal` that says why
not and is false.
"""

from conferencekit._refusal import Refusal
from conferencekit.booking._documents import KINDS
from conferencekit.booking._states import Act, State
from conferencekit.booking.blocks import Blocked, Rearrangement, block, rearrangement, unblock
from conferencekit.booking.commands import (
    book,
    cancel,
    confirm,
    hold,
    leave,
    mark_met,
    mark_missed,
    move,
    reopen,
    wait,
    withdraw,
)
from conferencekit.booking.delivery import (
    AsyncSubscriber,
    Subscriber,
    advance,
    deliver,
    deliver_async,
    reached,
)
from conferencekit.booking.desk import Desk
from conferencekit.booking.due import due, next_due
from conferencekit.booking.events import BookingEvent, Happening, read_event
from conferencekit.booking.keeping import (
    Standing,
    booking_of,
    bookings_of,
    keep_desk,
    kept_desk,
    standing,
)
from conferencekit.booking.mixed import Adopted, adopt, place_rest
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    ProposedSwap,
    Role,
    Step,
    SwapProposal,
    Waiting,
)
from conferencekit.booking.offers import Offer, offers
from conferencekit.booking.policy import BookingPolicy, Family, Release, families_of
from conferencekit.booking.showing import ShownTime, shown_time
from conferencekit.booking.swaps import (
    accept_swap,
    decline_swap,
    proposals_to,
    propose_swap,
    swap,
)
from conferencekit.booking.walkins import AddedMeeting, walk_in

__all__ = [
    "Act",
    "Actor",
    "AddedMeeting",
    "Adopted",
    "AsyncSubscriber",
    "Blocked",
    "Booking",
    "BookingEvent",
    "BookingPolicy",
    "BookingRefusal",
    "Desk",
    "Family",
    "Happening",
    "KINDS",
    "Objection",
    "ObjectionKind",
    "Offer",
    "Override",
    "ProposedSwap",
    "Rearrangement",
    "Refusal",
    "Release",
    "Role",
    "ShownTime",
    "Standing",
    "State",
    "Step",
    "Subscriber",
    "SwapProposal",
    "Waiting",
    "accept_swap",
    "adopt",
    "advance",
    "block",
    "book",
    "booking_of",
    "bookings_of",
    "cancel",
    "confirm",
    "decline_swap",
    "deliver",
    "deliver_async",
    "due",
    "families_of",
    "hold",
    "keep_desk",
    "kept_desk",
    "leave",
    "mark_met",
    "mark_missed",
    "move",
    "next_due",
    "offers",
    "place_rest",
    "proposals_to",
    "propose_swap",
    "reached",
    "read_event",
    "rearrangement",
    "reopen",
    "shown_time",
    "standing",
    "swap",
    "unblock",
    "wait",
    "walk_in",
    "withdraw",
]
