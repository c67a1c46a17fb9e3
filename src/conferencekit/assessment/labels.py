"""By what the policy of access decides about a child's assessments."""

from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.assessment import Assessment, AssessmentState, Perspective
from conferencekit.privacy import Audience, Audiences, Label
from conferencekit.school import School

__all__ = ["label_of_assessment"]

_AUDIENCES: Final = Audiences()


@kinds_checked
def label_of_assessment(
    assessment: Assessment, school: School, audiences: Audiences | None = None
) -> Label:
    """The label by which the policy of access decides about an assessment.

    What a family says is between the school and the household in which its author is a guardian of
    the student; the first where there are several. What is not published is for the staff; so is
    what a family says of a student in none of whose households its author is a guardian.

    Args:
        assessment: The assessment.
        school: Who belongs to which household.
        audiences: For whom the school keeps assessments.
    """
    household = None
    audience: Audience = getattr(audiences or _AUDIENCES, assessment.perspective.value)
    if assessment.perspective is Perspective.FAMILY:
        homes = school.households_of(assessment.student)
        theirs = (one.id for one in homes if assessment.assessor in one.guardians)
        household = next(theirs, None)
    unknown = assessment.perspective is Perspective.FAMILY and household is None
    if assessment.state is not AssessmentState.PUBLISHED or unknown:
        audience = Audience.STAFF
    return Label(
        kind="assessment",
        id=assessment.id,
        students=(assessment.student,),
        author=assessment.assessor,
        at=assessment.at,
        audience=audience,
        household=household,
    )
