//! A house with its mandates, people and cases on a test's own database, set up beside the running programs; and its
//! log, as it was lived.

use std::time::Duration;

use serde_json::{Value, json};
use valta_desk::{By, Clock, Desk, NewAgent, NewCustomer, OpenCase, Settings};
use valta_domain::{
    Actor, AgentId, CaseId, Event, EventId, MandateId, Recorded, RemedyId, Stream, TeamId,
    agent::Role,
    contact::Channel,
    event::{AgentEvent, CaseEvent},
    mandate::{Limit, Terms, WindowLimit, fresh_terms},
    token::TokenScope,
};
use valta_rehearsal::{model, replay};
use valta_store::{
    Fault, Tx, account, lock,
    migrate::{Run, migrate},
    params,
    record::{self, Occasion},
    schema::MIGRATIONS,
    testing::TestDb,
};

use crate::house::verified;

pub(crate) struct Office {
    pub(crate) desk: Desk,
    runtime: tokio::runtime::Runtime,
    db: TestDb,
}

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) by: By,
    pub(crate) token: String,
}

impl Person {
    pub(crate) fn agent(&self) -> AgentId {
        self.by.agent
    }
}

impl Office {
    /// With these terms alone.
    pub(crate) fn open(db: TestDb, terms: Terms) -> (Office, MandateId) {
        migrate(db.db(), MIGRATIONS, Run::Apply).expect("the tables are made");
        let desk = Desk::new(db.db().clone(), Settings::default(), Clock::Wall);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let office = Office { desk, runtime, db };
        let mandate = office.set(None, terms);
        (office, mandate)
    }

    pub(crate) fn url(&self) -> &str {
        self.db.url()
    }

    /// What the desk does, waited for.
    pub(crate) fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    pub(crate) fn look<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        self.wait(self.desk.reader().look(question)).expect("a look")
    }

    pub(crate) fn set(&self, mandate: Option<MandateId>, terms: Terms) -> MandateId {
        self.wait(self.desk.set_up_mandate(mandate, terms)).expect("the mandate is set")
    }

    pub(crate) fn person(&self, role: Role) -> Person {
        self.person_of(role, None)
    }

    pub(crate) fn person_of(&self, role: Role, team: Option<TeamId>) -> Person {
        let name = format!("n{}", valta_desk::fresh_id().simple());
        let email = format!("{name}@house.example");
        let new = NewAgent { name, email, role, team, language: "fi".into(), password: None };
        let id = self.wait(self.desk.add_agent(Actor::House, new)).expect("a person joins");
        let by = self.desk.by(&self.look(move |tx| account::by_agent(tx, id)).expect("the person"));
        Person { by, token: self.token(id) }
    }

    /// One more token that acts as this person.
    pub(crate) fn token(&self, agent: AgentId) -> String {
        self.wait(self.desk.add_token(agent, "a test".into(), TokenScope::Full)).expect("a token")
    }

    /// The person has another role from here on.
    pub(crate) fn change_role(&self, agent: AgentId, role: Role) {
        let at = self.desk.now();
        let changed = self.db.db().write_blocking(move |tx| -> Result<(), Fault> {
            let stream = Stream::Agent(agent);
            lock::hold(tx, &stream.to_string())?;
            let (_, mut head) = record::load(tx, stream)?;
            let occasion = Occasion { at, actor: Actor::House, cause: None, command: None };
            let event = AgentEvent::AgentChanged { role, team: None };
            let id = EventId(valta_desk::fresh_id());
            record::append(tx, stream, &mut head, occasion, id, event.into(), None).map(drop)
        });
        changed.expect("the role is changed");
    }

    pub(crate) fn case(&self, by: By, customer: Option<&str>) -> CaseId {
        let customer =
            customer.map(|email| NewCustomer { name: None, email: Some(email.into()), phone: None });
        let open = OpenCase {
            channel: Channel::Phone,
            subject: "Matka meni pieleen".into(),
            body: None,
            customer,
            customer_id: None,
            point: None,
        };
        self.wait(self.desk.open_case(by, None, open)).expect("a case is opened")
    }

    /// How many remedies stand in the views now.
    pub(crate) fn count(&self, case: Option<CaseId>) -> i64 {
        let case = case.map(|case| case.to_string());
        self.look(move |tx| {
            let sql = "select count(*) from remedies where case_id = coalesce(cast($1 as text), case_id)";
            tx.one(sql, params![case.as_ref()], |row| row.get(0))
        })
    }

    /// The whole log. Other tests run on the same server, and what they have begun keeps this from settling.
    pub(crate) fn log(&self) -> Vec<Recorded> {
        for _ in 0..3_000 {
            let (all, log) = self.look(|tx| {
                let all = tx.one("select count(*) from events", &[], |row| row.get::<i64>(0))?;
                Ok((all, record::tail(tx, 0, usize::MAX / 2)?))
            });
            if i64::try_from(log.len()) == Ok(all) {
                return log;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the log does not settle");
    }

    /// Everything holds: by the program's own proof, and by the model and decision for decision from the log alone.
    #[track_caller]
    pub(crate) fn sound(&self) -> Vec<Recorded> {
        verified(self.url());
        let log = self.log();
        assert_eq!(model::broken(&log), Vec::<String>::new());
        assert_eq!(replay::otherwise(&log), Vec::<String>::new());
        log
    }
}

/// What was given, in the order of the log: where it stands, in which case, and how much.
pub(crate) fn given(log: &[Recorded]) -> Vec<(i64, CaseId, RemedyId, i64)> {
    let granted = |recorded: &Recorded| match (&recorded.event, recorded.stream) {
        (Event::Case(CaseEvent::RemedyGranted { remedy, amount, .. }), Stream::Case(case)) => {
            Some((recorded.position, case, *remedy, amount.map_or(0, |amount| amount.minor)))
        }
        _ => None,
    };
    log.iter().filter_map(granted).collect()
}

/// Only these limits, with no way beyond them.
pub(crate) fn only(per_case: Option<i64>, per_agent: Option<i64>) -> Terms {
    let limit = |minor| Limit::new(minor, minor);
    Terms {
        per_case: per_case.map(limit),
        per_agent_window: per_agent.map(|minor| WindowLimit { limit: limit(minor), days: 30 }),
        ..fresh_terms()
    }
}

/// So much in each case alone, and ten times that with a signature of these.
pub(crate) fn signed(minor: i64, co_signers: Vec<valta_domain::mandate::Holder>) -> Terms {
    let per_case = Limit { co_sign: Some(10 * minor), ..Limit::new(minor, minor) };
    Terms { per_case: Some(per_case), per_agent_window: None, co_signers, ..fresh_terms() }
}

pub(crate) fn refund(minor: i64) -> Value {
    json!({"kind": "refund", "amount": {"minor": minor, "currency": "EUR"}})
}

pub(crate) fn wish(minor: i64) -> Value {
    json!({"kind": "refund", "amount": {"minor": minor, "currency": "EUR"},
           "reason": "Koko matka meni pieleen meidän virheemme takia."})
}
