//! The house that the matrix is asked of: its people, each signed in and with a token of every scope, and the things
//! that their requests are about.

use valta_desk::{
    Again, Arrived, AskColleagues, AskForSignature, By, Clock, Debtor, Desk, Escalation, GiveRemedy,
    MakePromise, OfferHandover, PaymentSettings, Reachable, SentFile, SetTeam, Settings, Whom, WriteReply,
};
use valta_domain::{
    Actor, AgentId, AnswerId, ArrangementId, CaseId, ConsultationId, Currency, CustomerId, HandoverId,
    LinkId, MandateId, Money, RemedyId, TeamId, agent::Role, contact::Channel, customer::IdentityKind,
    handover::To, mandate::Holder, remedy::RemedyKind, team::Giving, time::DAY, token::TokenScope,
};
use valta_store::{account, params, testing::TestDb, thread, views};

use super::ask::{Ask, asked};
use crate::{
    house::{Folder, Served},
    office::{Office, signed},
};

const PASSWORD: &str = "luota-niin-etta-pelottaa";
const IBAN: &str = "FI2112345600000785";
const WHY: &str = "Koko matka meni pieleen meidän virheemme takia.";

pub(crate) struct House {
    pub(crate) office: Office,
    served: Served,
    _settings: Folder,
    pub(crate) people: Vec<Someone>,
    /// Of the agent; everybody but `own` asks about these.
    pub(crate) things: Things,
    /// Of the colleague `own`, and customer B's.
    pub(crate) own: Things,
    /// The hashed name of the styles.
    pub(crate) look: String,
}

/// Somebody with a login.
pub(crate) struct Someone {
    pub(crate) name: &'static str,
    pub(crate) by: By,
    pub(crate) cookie: String,
    /// One of each scope, in their order.
    tokens: Vec<String>,
}

impl Someone {
    pub(crate) fn token(&self, scope: TokenScope) -> &str {
        &self.tokens[scope as usize]
    }
}

/// A case with one of everything that a path can name.
pub(crate) struct Things {
    pub(crate) case: CaseId,
    pub(crate) number: i64,
    pub(crate) customer: CustomerId,
    /// Of that customer; one that stands, and one that is ended.
    pub(crate) arrangement: ArrangementId,
    pub(crate) lapsed: ArrangementId,
    pub(crate) address: String,
    /// What the customer holds: the secret that their answers come back by.
    pub(crate) reply_token: String,
    /// What opens the customer's own page.
    pub(crate) secret: String,
    /// What a colleague's calendar reads by.
    pub(crate) feed: String,
    /// A link that is closed, and a file that the customer added.
    pub(crate) link: LinkId,
    pub(crate) file: String,
    /// A mail with something attached.
    pub(crate) contact: String,
    pub(crate) reply: String,
    pub(crate) promise: String,
    pub(crate) given: RemedyId,
    /// Waits for the signature of `asked`.
    pub(crate) sign: RemedyId,
    /// Waits for the lead's decision.
    pub(crate) decide: RemedyId,
    /// Stands in another case of the same owner and customer.
    pub(crate) withdraw: RemedyId,
    /// The case is offered to `asked`.
    pub(crate) handover: HandoverId,
    /// Put to `asked`, who has not answered.
    pub(crate) question: ConsultationId,
    /// The lead's, to another question.
    pub(crate) answer: AnswerId,
    /// Of the inbox.
    pub(crate) message: String,
    pub(crate) batch: String,
    pub(crate) mandate: MandateId,
    /// Somebody who asks nothing here.
    pub(crate) another: AgentId,
    /// Somebody who has left.
    pub(crate) gone: AgentId,
    pub(crate) team: TeamId,
}

impl House {
    pub(crate) fn open(db: TestDb) -> House {
        let (office, mandate) = Office::open(db, signed(50_00, vec![Holder::Role(Role::Colleague)]));
        let (ours, theirs) = (TeamId(valta_desk::fresh_id()), TeamId(valta_desk::fresh_id()));
        let digest = office.wait(office.desk.hash_password(PASSWORD.into())).expect("a digest");
        let join = |name: &'static str, role, team| {
            let by = office.person_of(role, team).by;
            office.wait(office.desk.set_password(by.agent, digest.clone())).expect("a password");
            let token = |scope: &TokenScope| {
                let token = office.desk.add_token(by.agent, "matrix".into(), *scope);
                office.wait(token).expect("a token")
            };
            Someone { name, by, cookie: String::new(), tokens: TokenScope::ALL.iter().map(token).collect() }
        };
        let mut people = vec![
            join("colleague", Role::Colleague, None),
            join("asked", Role::Colleague, None),
            join("own", Role::Colleague, None),
            join("elsewhere", Role::Agent, Some(theirs)),
            join("agent", Role::Agent, Some(ours)),
            join("process owner", Role::ProcessOwner, None),
            join("lead", Role::Lead, Some(ours)),
            join("admin", Role::Admin, None),
        ];
        let of = |name: &str| people.iter().find(|one| one.name == name).expect("somebody").by;
        let another = office.person(Role::Agent).agent();
        let team = SetTeam { id: None, name: "Lennot".into(), giving: Giving::Pull, front: false };
        let team = office.wait(office.desk.set_team(of("lead"), None, team)).expect("a team");
        let gone = office.person(Role::Colleague).agent();
        office.wait(office.desk.disable_agent(Actor::House, gone)).expect("left");
        // Of somebody who does nothing here, so that nobody ends it.
        let whose = office.look(move |tx| account::by_agent(tx, another)).expect("an account");
        let feed = office.wait(office.desk.make_feed(office.desk.by(&whose), "matrix".into()));
        let feed = format!("{}.ics", feed.expect("a feed").expect("a new one"));
        let making = Making {
            feed,
            office: &office,
            asked: of("asked"),
            lead: of("lead"),
            admin: of("admin"),
            another,
            mandate,
            gone,
            team,
        };
        let things = making.things(of("agent"), "vilma@posti.example", "FI5810171000000122");
        let own = making.things(of("own"), "otso@posti.example", "FI1410093000123458");

        let settings = Folder::new("matrix");
        let file = settings.path().join("valta.toml");
        let text = format!("[payments.debtor]\nname = \"Revontuli Oy\"\niban = \"{IBAN}\"\n");
        std::fs::write(&file, text).expect("the settings are written");
        let served = Served::start_with(office.url(), &["--config", &file.display().to_string()]);

        for one in &mut people {
            let agent = one.by.agent;
            let account = office.look(move |tx| account::by_agent(tx, agent)).expect("an account");
            let login = Ask::post("/login").form(&[("email", &account.email), ("password", PASSWORD)]);
            let answer = asked(served.url(), &login);
            let cookie = answer.header("set-cookie").expect("a cookie");
            cookie.split(';').next().unwrap_or_default().clone_into(&mut one.cookie);
        }
        let door = asked(served.url(), &Ask::get("/login")).body;
        let look = door.split("href=\"/look/").nth(1).and_then(|rest| rest.split('"').next());
        let look = look.expect("styles").to_owned();
        House { office, served, _settings: settings, people, things, own, look }
    }

    pub(crate) fn url(&self) -> &str {
        self.served.url()
    }

    /// What this one asks about.
    pub(crate) fn things_of(&self, one: &Someone) -> &Things {
        if one.name == "own" { &self.own } else { &self.things }
    }

    pub(crate) fn person(&self, name: &str) -> &Someone {
        self.people.iter().find(|one| one.name == name).expect("somebody")
    }

    /// What a customer can hold: the one of these things, and somebody else.
    pub(crate) fn customers(&self) -> [&str; 2] {
        [&self.things.reply_token, &self.own.reply_token]
    }

    /// How much people have done so far; what the house does by itself is not counted.
    pub(crate) fn deeds(&self) -> i64 {
        self.office.look(|tx| {
            tx.one("select count(*) from events where actor like 'agent:%'", &[], |row| row.get(0))
        })
    }
}

struct Making<'a> {
    office: &'a Office,
    feed: String,
    asked: By,
    lead: By,
    admin: By,
    another: AgentId,
    mandate: MandateId,
    gone: AgentId,
    team: TeamId,
}

impl Making<'_> {
    fn things(&self, owner: By, address: &str, account: &str) -> Things {
        let Making { office, asked, lead, admin, another, mandate, .. } = *self;
        let desk = &office.desk;
        let case = office.case(owner, Some(address));
        let text = case.to_string();
        let found = |sql: &'static str| {
            let text = text.clone();
            office.look(move |tx| tx.one(sql, params![&text], |row| row.get::<String>(0)))
        };

        let arrived = Arrived { raw: mail(address), source: "lmtp", sender: None, recipients: vec![] };
        office.wait(desk.keep(arrived)).expect("kept");
        office.wait(desk.take_in_all()).expect("taken in");
        // The customer's only open case: the mail went there.
        let contact = found("select id from contacts where case_id = $1");
        let customer: CustomerId =
            found("select customer_id from cases where id = $1").parse().expect("a customer");
        let account = Reachable { kind: IdentityKind::Payment, address: account.into(), verified: true };
        office.wait(desk.add_identity(admin, None, customer, account)).expect("an account");
        let arrange = |words: &str| {
            let made = desk.make_arrangement(admin, None, customer, words.to_owned());
            office.wait(made).expect("an arrangement")
        };
        let (arrangement, lapsed) = (arrange("Kaikki yhdellä laskulla"), arrange("Ei soittoja iltaisin"));
        let reply = WriteReply { case, body: "Hoidan tämän.".into(), seen: None };
        let reply = office.wait(desk.reply(owner, None, reply)).expect("a reply");
        let promise = MakePromise {
            case,
            what: "Soitan huomenna".into(),
            due: desk.now().plus(DAY),
            channel: Channel::Phone,
            instead_of: None,
        };
        let promise = office.wait(desk.promise(owner, None, promise)).expect("a promise");
        let given = GiveRemedy {
            case,
            kind: RemedyKind::Refund,
            amount: Some(euros(10_00)),
            reason: None,
            stretch: false,
            payee: None,
            seen: None,
        };
        let given = office.wait(desk.grant(owner, None, given)).expect("given");
        let debtor = Debtor::read("Revontuli Oy", IBAN, None).expect("an account");
        let payments = PaymentSettings { debtor: Some(debtor), ..PaymentSettings::default() };
        let bank = Desk::new(desk.db().clone(), Settings { payments, ..Settings::default() }, Clock::Wall);
        let batch = office.wait(bank.export_payments(admin, None, vec![given], Again::No)).expect("a file");

        let sign = |case| {
            let ask = AskForSignature {
                case,
                kind: RemedyKind::Refund,
                amount: Some(euros(400_00)),
                reason: WHY.into(),
                step: None,
                whom: Whom::These(vec![asked.agent]),
                seen: None,
            };
            office.wait(desk.ask_for_signature(owner, None, ask)).expect("asked")
        };
        let escalation = Escalation {
            case,
            kind: RemedyKind::Refund,
            amount: Some(euros(9_000_00)),
            reason: WHY.into(),
            step: None,
            to: lead.agent,
            due: desk.now().plus(DAY),
            promise: "Kerron huomenna, mitä päätettiin".into(),
            seen: None,
        };
        let handover = OfferHandover {
            case,
            to: To::Agent(asked.agent),
            needs: "Matkan hinta takaisin".into(),
            promised: String::new(),
            tried: String::new(),
            until: desk.now().plus(DAY),
            seen: None,
        };
        let question = |of: By| {
            let ask = AskColleagues {
                case,
                of: vec![To::Agent(of.agent)],
                question: "Ehtiikö se?".into(),
                shown: Vec::new(),
                due: desk.now().plus(DAY),
                seen: None,
            };
            office.wait(desk.ask_colleagues(owner, None, ask)).expect("asked")
        };
        let answer = desk.answer_colleague(lead, None, question(lead), "Ehtii.".into());
        let paper = || {
            office.wait(desk.make_link(owner, None, case)).expect("made");
            let links = desk.clone();
            office.look(move |tx| {
                let link = views::link::standing(tx, case, None)?.expect("a link");
                Ok((link, links.link_address(tx, link)?.expect("an address")))
            })
        };
        let (link, _) = paper();
        office.wait(desk.revoke_link(owner, None, link)).expect("closed");
        let secret = paper().1.rsplit('/').next().unwrap_or_default().to_owned();
        let file = SentFile { name: "kuitti.txt".into(), bytes: b"12,00".to_vec() };
        office.wait(desk.write_by_link(secret.clone(), None, "Kuitti".into(), vec![file])).expect("written");
        Things {
            arrangement,
            lapsed,
            question: question(asked),
            answer: office.wait(answer).expect("answered"),
            link,
            secret,
            file: found(
                "select f.id from files f join contacts k on k.id = f.contact_id where k.case_id = $1",
            ),
            handover: office.wait(desk.offer_handover(owner, None, handover)).expect("offered"),
            case,
            number: office.look(move |tx| views::case::number_of(tx, case)).expect("a number"),
            customer,
            reply_token: office.look(move |tx| thread::token_of(tx, case)).expect("a token"),
            contact,
            reply: reply.to_string(),
            feed: self.feed.clone(),
            promise: promise.to_string(),
            given,
            sign: sign(case),
            decide: office.wait(desk.escalate(owner, None, escalation)).expect("escalated"),
            withdraw: sign(office.case(owner, Some(address))),
            message: found("select min(id) from inbox where $1 <> ''"),
            batch: batch.to_string(),
            mandate,
            another,
            gone: self.gone,
            team: self.team,
            address: address.to_owned(),
        }
    }
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn mail(from: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: palvelu@valta.example\r\nSubject: Matka\r\nMessage-ID: <{}@posti.example>\r\n\
         Date: Wed, 23 Sep 2026 13:00:00 +0300\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=raja\r\n\r\n--raja\r\nContent-Type: text/plain\r\n\r\nKuitti \
         mukana.\r\n--raja\r\nContent-Type: text/plain; name=kuitti.txt\r\nContent-Disposition: attachment; \
         filename=kuitti.txt\r\n\r\n12,00\r\n--raja--\r\n",
        valta_desk::fresh_id().simple()
    )
    .into_bytes()
}
