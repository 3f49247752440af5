//! What came in while the house is closed, and nobody has touched, is told to whoever is on call: by mail, level by level,
//! each once. The customer hears when somebody looks: what the house says there is what it does.

pub(crate) mod gateway;

use valta_domain::{
    Actor, CallId, CaseId, Timestamp, on_call,
    rota::Rota,
    shown::Looks,
    time::{DAY, MINUTE},
};
use valta_language::Language;
use valta_policy::Action;
use valta_store::{Fault, Tx, account::Account, views};

use crate::{
    By, Desk, Key, No,
    notice::Word,
    work::{Staff, fresh_id},
};

/// Cases that people are called about in one round.
const ROUND: usize = 100;
/// What has waited for longer (µs) is for whoever opens the house.
const LOOKED_BACK: i64 = 14 * DAY;

impl Desk {
    /// Calls whoever is on call about what nobody has touched; in how many cases.
    pub async fn call_on_call(&self) -> Result<usize, No> {
        let (desk, now) = (self.clone(), self.now());
        let due = self.reader().look(move |tx| desk.calls_due(tx, now)).await?;
        let mut called = 0;
        for (id, level) in due {
            let done = self.transact_while(Staff::Stays, Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let staff = work.desk.staff(work.tx)?;
                let Some(kept) = work.desk.rota_among(work.tx, &staff)? else { return Ok(()) };
                let answers = kept.on_call(&staff, work.at);
                // Where there is nobody to be called, nobody waits for the minutes to pass either.
                for on_call in answers.iter().skip(level) {
                    let level = u32::try_from(on_call.level).unwrap_or(u32::MAX);
                    let id = fresh_id().into();
                    let events = on_call::decide_call(case.get()?, level, on_call.answers, id);
                    let reached = events.iter().any(|event| {
                        matches!(event, valta_domain::event::CaseEvent::OnCallCalled { to: Some(_), .. })
                    });
                    let nothing = events.is_empty();
                    work.record_case(&mut case, events)?;
                    if reached || nothing {
                        break;
                    }
                }
                Ok(())
            });
            match done.await {
                Ok(()) => called += 1,
                Err(no) => {
                    tracing::error!(%id, error = %no, "whoever is on call could not be called; it will be tried again");
                }
            }
        }
        Ok(called)
    }

    /// Cases with the level that is to be called now: what came in since the house closed, or at any time where people are
    /// called at all times.
    fn calls_due(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(CaseId, usize)>, Fault> {
        let Some((said, _)) = views::rota::kept(tx)? else { return Ok(vec![]) };
        let Some(since) = self.called_since(tx, &said, now)? else { return Ok(vec![]) };
        let mut due = Vec::new();
        for (level, it) in said.levels.iter().enumerate() {
            let until = now.minus(i64::from(it.after_minutes) * MINUTE);
            let cases = views::on_call::due(tx, level, (since, until), ROUND)?;
            due.extend(cases.into_iter().map(|case| (case, level)));
        }
        Ok(due)
    }

    /// From when on what came in has people called now; none while nobody is.
    fn called_since(&self, tx: &mut Tx<'_>, said: &Rota, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
        let from = now.minus(LOOKED_BACK);
        if said.at_all_times {
            return Ok(Some(from));
        }
        let Some(hours) = self.hours(tx)?.filter(|hours| !hours.is_open(now)) else { return Ok(None) };
        Ok(Some(hours.spans(from, now).last().map_or(from, |(_, closes)| closes)))
    }

    /// Somebody looks after it: nobody else is called.
    pub async fn answer_call(&self, by: By, key: Option<Key>, case: CaseId) -> Result<(), No> {
        self.on_case(by, Action::Note, key, case, None, move |_, case| {
            Ok(on_call::decide_answer(case.get()?, by.agent))
        })
        .await
    }

    /// When somebody looks at what a customer said; nothing where somebody has, or the house is open.
    pub(crate) fn looks(&self, tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Looks>, Fault> {
        let now = self.now();
        let Some(since) = views::on_call::untouched_since(tx, case)? else { return Ok(None) };
        let Some(hours) = self.hours(tx)?.filter(|hours| !hours.is_open(now)) else { return Ok(None) };
        let opens = hours.next_opening(now);
        let called = views::on_call::about(tx, case, since)?;
        let told_at = called.iter().rev().find(|call| call.to.is_some()).map(|call| call.at);
        Ok((told_at.is_some() || opens.is_some()).then_some(Looks { told_at, opens }))
    }

    /// To whoever is on call; nothing where somebody has touched it meanwhile.
    pub(crate) fn call(&self, tx: &mut Tx<'_>, id: CallId, account: Account) -> Result<Option<Word>, Fault> {
        let Some(call) = views::on_call::unheard(tx, id)? else { return Ok(None) };
        let language = Language::from_code(&account.language).unwrap_or(Language::Finnish);
        let since = self.says(tx, language, call.since)?;
        let place = format!("/cases/{}", call.number);
        let (subject, [says, next]) = words(language, call.number, i64::from(call.level) + 1, &since);
        let text = format!("{says}\n\n{next}\n\n{}{place}", self.settings().base_url);
        Ok(Some(Word { account, subject, says, text, place, topic: call.case.0, token: None }))
    }
}

/// A subject and two paragraphs for whoever is on call. No word of the customer's: a phone shows it to anybody who stands
/// beside it.
fn words(language: Language, number: i64, level: i64, since: &str) -> (String, [String; 2]) {
    match language {
        Language::Finnish => (
            format!("Päivystys: asia #{number} odottaa"),
            [
                format!(
                    "Asiaan #{number} tuli jotakin {since}, eikä kukaan ole koskenut siihen. Sinä päivystät (taso \
                     {level})."
                ),
                "Sano asiassa, että katsot sitä, tai vastaa asiakkaalle: silloin ketään muuta ei kutsuta."
                    .into(),
            ],
        ),
        Language::Swedish => (
            format!("Jour: ärende #{number} väntar"),
            [
                format!(
                    "Något kom in i ärende #{number} {since}, och ingen har rört det. Du har jour (nivå {level})."
                ),
                "Säg i ärendet att du tittar på det, eller svara kunden: då kallas ingen annan.".into(),
            ],
        ),
        Language::English => (
            format!("On call: case #{number} waits"),
            [
                format!(
                    "Something came in on case #{number} {since}, and nobody has touched it. You are on call (level \
                     {level})."
                ),
                "Say in the case that you are on it, or answer the customer: then nobody else is called."
                    .into(),
            ],
        ),
    }
}
