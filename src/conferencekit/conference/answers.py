"""What was answered to a questionnaire: a record of its own, for few by default."""

from collections.abc import Iterable

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.conference._ready import READY
from conferencekit.conference.questionnaire import Answer, Questionnaire, answer_faults
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.goals import Role
from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import School, StaffRole

__all__ = ["Answers", "answer_questionnaire", "builtin_questionnaires"]


def builtin_questionnaires() -> tuple[Questionnaire, ...]:
    """Questionnaires for the family, for the student and for afterwards, in English and Spanish.

    Take them as they are, or as a start: ``attrs.evolve`` them under an id of your own.
    """
    return READY


@attrs.frozen(field_transformer=as_checked)
class Answers:
    """What one person answered to a questionnaire about a student.

    Attributes:
        label: What the policy of access has to know: of the kind ``answers``, about one student,
            by who answered.
        questionnaire: The questionnaire's id.
        version: And its version.
        answers: One for each question at the most.

    Raises:
        InvalidInputError: The label does not fit.
    """

    label: Label
    questionnaire: str
    version: str
    answers: tuple[Answer, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the label."""
        faults = []
        if self.label.kind != "answers":
            faults.append(Fault("label.kind", f"{shorten(self.label.kind)} is not 'answers'"))
        if len(self.label.students) != 1:
            faults.append(Fault("label.students", "answers are about one student"))
        if faults:
            raise InvalidInputError(faults, source=f"answers {self.label.id!r}")

    @property
    def id(self) -> str:
        """Their id, unique among the answers about the student."""
        return self.label.id

    @property
    def student(self) -> str:
        """The id of the student they are about."""
        return self.label.students[0]

    def answer(self, question: str) -> Answer | None:
        """What was answered to a question; None where nothing was."""
        return next((one for one in self.answers if one.question == question), None)


@kinds_checked
def answer_questionnaire(
    questionnaire: Questionnaire,
    answers: Iterable[Answer],
    access: Access,
    *,
    student: str,
    id_: str,
) -> Answers | Refusal:
    """Somebody's answers, checked against the questions.

    What guardians answer is between the school and their household, what students answer is for
    their family too, and what the staff answers is for the staff. Where that should be otherwise,
    change the label before keeping it, and ask its
    :meth:`~conferencekit.privacy.policy.AccessPolicy.readers` first.

    Args:
        questionnaire: What was asked.
        answers: What was answered; empty ones are left out.
        access: Who answers.
        student: The id of the student it is about.
        id_: Unique among the answers about the student.

    Returns:
        The answers, or why this person cannot give them.

    Raises:
        InvalidInputError: They do not fit the questions; with every fault.
    """
    given = tuple(answers)
    faults = tuple(answer_faults(questionnaire, given))
    if faults:
        raise InvalidInputError(faults, source=f"answers to {questionnaire.id!r}")
    roles = _roles(access.policy.school, access.viewer, student)
    if questionnaire.to not in roles:
        return Refusal(f"the questions are for a {questionnaire.to.value} of the student")
    audience, household = roles[questionnaire.to]
    label = Label(
        kind="answers",
        id=id_,
        students=(student,),
        author=access.viewer,
        at=access.at,
        audience=audience,
        household=household,
    )
    verdict = access.write(label)
    if not verdict:
        return Refusal(verdict.reason)
    told = tuple(one for one in given if not one.is_empty)
    return Answers(label, questionnaire.id, questionnaire.version, told)


def _roles(school: School, person: str, student: str) -> dict[Role, tuple[Audience, str | None]]:
    """As what somebody can answer about a student; for which audience, of which household."""
    found: dict[Role, tuple[Audience, str | None]] = {}
    if person == student:
        found[Role.STUDENT] = (Audience.FAMILY, None)
    for household in school.households_of(student):
        if person in household.guardians:
            found.setdefault(Role.GUARDIAN, (Audience.GUARDIANS, household.id))
    if school.has("staff", person):
        roles = school.member_of_staff(person).roles
        if StaffRole.TEACHER in roles:
            found[Role.TEACHER] = (Audience.STAFF, None)
        if StaffRole.SPECIALIST in roles:
            found[Role.SPECIALIST] = (Audience.STAFF, None)
    return found
