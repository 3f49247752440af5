use uuid::Uuid;

use super::*;

const AINO: AgentId = AgentId(Uuid::from_u128(1));
const EERO: AgentId = AgentId(Uuid::from_u128(2));
const VENLA: AgentId = AgentId(Uuid::from_u128(3));

#[test]
fn a_new_counterpart_is_one_whom_the_customer_has_not_met() {
    let nobody = Meeting { by: AINO, met: &[], owner: None, taken: None, covers: false };
    let owned =
        |taken| Meeting { by: EERO, met: &[AINO], owner: Some(EERO), taken: Some(taken), covers: false };
    let table = [
        ("the first answer", nobody, false),
        ("the first answer, by who covers", Meeting { covers: true, ..nobody }, false),
        ("the same one again", Meeting { met: &[AINO], ..nobody }, false),
        (
            "one who answered further up, with another in between",
            Meeting { met: &[AINO, EERO], ..nobody },
            false,
        ),
        ("somebody else", Meeting { met: &[EERO], ..nobody }, true),
        ("a third one", Meeting { met: &[EERO, VENLA], ..nobody }, true),
        (
            "somebody else, while the owner stands by",
            Meeting { by: EERO, met: &[AINO], owner: Some(AINO), ..nobody },
            true,
        ),
        (
            "who covers for the owner",
            Meeting { met: &[EERO], owner: Some(EERO), covers: true, ..nobody },
            false,
        ),
        ("who took it by themselves", owned(TakenBecause::Taken), true),
        ("who was reached", owned(TakenBecause::Reached), true),
        ("who carries another matter", owned(TakenBecause::CarriesAnother), true),
        ("who solved one before", owned(TakenBecause::SolvedBefore), true),
        ("to whom the team gave it", owned(TakenBecause::Given), true),
        ("who accepted it with its brief", owned(TakenBecause::Handover), false),
        ("somebody else, after a handover", Meeting { by: VENLA, ..owned(TakenBecause::Handover) }, true),
    ];
    for (who, meeting, expected) in table {
        assert_eq!(meeting.is_with_somebody_new(), expected, "{who}");
    }
}
