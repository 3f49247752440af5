//! What was said with one customer in one case, for that customer's eyes: only the columns that they may see.

use valta_domain::{
    CaseId, ContactId, CustomerId, Timestamp,
    contact::{Channel, Direction},
    shown::Said,
};

use crate::{
    db::{Fault, Tx},
    params,
};

/// Whose a touch is: the customer's whose address it came from or went to, or else whose case it came into.
const THEIRS: &str = "coalesce(i.customer_id, k.customer_id)";

/// The last `most` touches, the first first. What was said with another customer in the same case is that customer's;
/// what is nobody's is told to the case's own customer alone, unless it came from another case.
pub fn said(
    tx: &mut Tx<'_>,
    case: CaseId,
    customer: Option<CustomerId>,
    own: bool,
    most: usize,
) -> Result<Vec<Said>, Fault> {
    let nobodys =
        if own { format!("or ({THEIRS} is null and k.because <> 'merged')") } else { String::new() };
    let customer = customer.map(|customer| customer.to_string()).unwrap_or_default();
    let mut said = tx.rows(
        &format!(
            "select k.id, k.at, k.direction, k.channel, k.agent_id is not null, g.name, t.body
             from contacts k
             left join identities i on i.id = k.identity_id
             left join accounts g on g.agent_id = k.agent_id
             left join texts t on t.id = k.text_id
             where k.case_id = $1 and k.automatic = $2 and ({THEIRS} = $3 {nobodys})
             order by k.at desc, k.id desc limit $4"
        ),
        params![&case.to_string(), false, &customer, most],
        |row| {
            let (direction, by_us): (Direction, bool) = (row.get(2)?, row.get(4)?);
            // What one of us noted of a talk is our way of saying it.
            let noted = by_us && direction == Direction::In;
            Ok((
                row.get::<ContactId>(0)?,
                Said {
                    at: row.get::<Timestamp>(1)?,
                    direction,
                    channel: row.get::<Channel>(3)?,
                    by: row.get(5)?,
                    text: if noted { None } else { row.get(6)? },
                    files: Vec::new(),
                },
            ))
        },
    )?;
    said.reverse();
    let named = tx.rows(
        "select f.contact_id, coalesce(t.body, '') from files f join contacts k on k.id = f.contact_id
         left join texts t on t.id = f.name_id where k.case_id = $1
         union all
         select a.contact_id, a.name from attachments a join contacts k on k.id = a.contact_id where k.case_id = $1",
        params![&case.to_string()],
        |row| Ok((row.get::<ContactId>(0)?, row.get::<String>(1)?)),
    )?;
    for (contact, name) in named {
        if let Some((_, said)) = said.iter_mut().find(|(id, _)| *id == contact) {
            said.files.push(name);
        }
    }
    Ok(said.into_iter().map(|(_, said)| said).collect())
}

/// The last words between us and the customer, by which their language is known: theirs first.
pub fn last_words(
    tx: &mut Tx<'_>,
    case: CaseId,
    customer: Option<CustomerId>,
) -> Result<Option<String>, Fault> {
    let customer = customer.map(|customer| customer.to_string()).unwrap_or_default();
    tx.row(
        &format!(
            "select t.body from contacts k join texts t on t.id = k.text_id
             left join identities i on i.id = k.identity_id
             where k.case_id = $1 and k.automatic = $2 and {THEIRS} = $3
               and (k.direction = 'out' or k.agent_id is null)
             order by case when k.direction = 'in' then 0 else 1 end, k.at desc, k.id desc limit 1"
        ),
        params![&case.to_string(), false, &customer],
        |row| row.get(0),
    )
}

/// What the customer called it: the subject of the first that they wrote themselves. What one of us called it is the
/// house's own.
pub fn subject(tx: &mut Tx<'_>, case: CaseId, customer: Option<CustomerId>) -> Result<Option<String>, Fault> {
    let customer = customer.map(|customer| customer.to_string()).unwrap_or_default();
    tx.row(
        &format!(
            "select t.body from contacts k join texts t on t.id = k.subject_id
             left join identities i on i.id = k.identity_id
             where k.case_id = $1 and {THEIRS} = $2 and k.direction = 'in' and k.agent_id is null
             order by k.automatic, k.at, k.id limit 1"
        ),
        params![&case.to_string(), &customer],
        |row| row.get(0),
    )
}
