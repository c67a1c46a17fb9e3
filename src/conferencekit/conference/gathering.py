"""What briefs are drawn from, out of a store."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import kept_assessments
from conferencekit.conference.answers import Answers
from conferencekit.conference.briefing import Material
from conferencekit.conference.documents import conference_sources
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceRecord
from conferencekit.dialogue import Circumstance, ContactEntry, dialogue_sources
from conferencekit.goals import kept_action_plans, kept_goals, kept_records
from conferencekit.privacy import Access, Cipher, Source
from conferencekit.storage import Store
from conferencekit.support import kept_support

__all__ = ["kept_material"]


@kinds_checked
def kept_material(
    store: Store,
    access: Access,
    students: Iterable[str],
    material: Material | None = None,
    *,
    cipher: Cipher | None = None,
) -> Material:
    """What a store keeps of some students that somebody may see, for their briefs.

    For briefs for many readers draw it whole, with
    :meth:`~conferencekit.privacy.policy.AccessPolicy.acting_for_school`:
    :func:`~conferencekit.conference.briefing.briefs` asks for each reader what of it they may see.
    Show nobody the material itself. It takes time in proportion to what is kept of the students.

    Args:
        store: Where it is kept.
        access: Who reads: the school itself, or the one reader of all the briefs.
        students: Their ids. For ``check_ins`` of their families those of their siblings too: a
            contact about one child is one with the household.
        material: What else there is: rubrics, questionnaires, the cadence, what happened, for
            whom records are; what it has of assessments, goals, plans, measurements, support,
            promises, answers, circumstances, contacts and conferences is left out.
        cipher: As what is confidential was kept with.
    """
    wanted, rest = tuple(dict.fromkeys(students)), material or Material()
    sources = (*conference_sources(store), *dialogue_sources(store, cipher=cipher))
    found, rules = _by_kind(sources, wanted, access), rest.audiences
    support = (kept_support(id_, access, audiences=rules).run(store) for id_ in wanted)
    return attrs.evolve(
        rest,
        assessments=tuple(
            one for id_ in wanted for one in kept_assessments(store, access, id_, audiences=rules)
        ),
        goals=tuple(
            one for id_ in wanted for one in kept_goals(store, access, id_, audiences=rules)
        ),
        plans=tuple(
            one for id_ in wanted for one in kept_action_plans(store, access, id_, audiences=rules)
        ),
        records=tuple(
            one for id_ in wanted for one in kept_records(store, access, id_, audiences=rules)
        ),
        support=tuple(one for one in support if one is not None),
        follow_ups=found.get(FollowUp, ()),
        answers=found.get(Answers, ()),
        circumstances=found.get(Circumstance, ()),
        contacts=found.get(ContactEntry, ()),
        conferences=found.get(ConferenceRecord, ()),
    )


def _by_kind(
    sources: Iterable[Source], students: Iterable[str], access: Access
) -> Mapping[type[Any], list[Any]]:
    """What somebody may see of what some sources have of some students, read once."""
    found: dict[type[Any], list[Any]] = {}
    for source in sources:
        for student in students:
            for record in access.visible(held.record for held in source.records(student)):
                found.setdefault(type(record), []).append(record)
    return found
