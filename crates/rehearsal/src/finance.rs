//! The rehearsal's finance: once a day what has waited some days is paid, by somebody else than who gave it, so that
//! a history's queue holds what a real one would.

use valta_desk::{By, Confirm, Desk, No};
use valta_domain::{RemedyId, Timestamp};
use valta_store::views;

/// Payments that are looked at in one go, and paid side by side so that they share a commit.
const AT_ONCE: usize = 48;

/// What was given until then is paid.
pub(crate) async fn pay(desk: &Desk, payers: &[By], until: Timestamp) -> Result<(), No> {
    loop {
        let due = desk.reader().look(|tx| views::payment::waiting(tx, AT_ONCE)).await?;
        let due: Vec<(By, RemedyId)> = due
            .iter()
            .filter(|line| line.given_at <= until)
            .filter_map(|line| {
                let payer = payers.iter().find(|payer| payer.agent != line.giver.0)?;
                Some((*payer, line.remedy))
            })
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut paying = tokio::task::JoinSet::new();
        for (payer, remedy) in due {
            let desk = desk.clone();
            paying.spawn(async move { one(&desk, payer, remedy).await });
        }
        while let Some(paid) = paying.join_next().await {
            paid.unwrap_or(Ok(()))?;
        }
    }
}

async fn one(desk: &Desk, payer: By, remedy: RemedyId) -> Result<(), No> {
    desk.take_payment(payer, None, remedy).await?;
    desk.confirm(payer, None, remedy, Confirm::Executed { reference: None }).await
}
