//! What will happen, written down before it does: every case's acts with their instants, in the order of
//! time. Follows from the seed alone; nothing here knows a database.

use std::collections::VecDeque;

use valta_domain::{Timestamp, contact::Channel, remedy::RemedyKind, time};

use crate::{
    hours::Hours,
    matters::{Matter, Matters},
    people::{self, Customer, STAFF},
    random::Random,
};

/// How far back the history goes.
pub(crate) const DAYS: i64 = 90;
/// Chance brings no matter up again while it is among so many last ones.
const NOT_AGAIN: usize = 10;

#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// The customer writes; the first mail of a case opens it.
    Mail(String),
    Open {
        channel: Channel,
        body: String,
    },
    Take,
    Note(String),
    Reply(String),
    Promise {
        what: String,
        due: Timestamp,
        channel: Channel,
    },
    Keep,
    Renew(Timestamp),
    /// `stretch` is what the giver writes should it be beyond the mandate.
    Give {
        kind: RemedyKind,
        minor: i64,
        reason: String,
        stretch: String,
    },
    /// A slip of the finger, taken back.
    TakeBack,
    Resolve,
    Snooze(Timestamp),
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: Timestamp,
    pub(crate) case: usize,
    /// Whose act it is, by the place in [`STAFF`]; the customer's own have the agent who will answer.
    pub(crate) agent: usize,
    pub(crate) act: Act,
}

#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) customer: usize,
    pub(crate) subject: String,
}

pub(crate) struct Script {
    pub(crate) customers: Vec<Customer>,
    pub(crate) cases: Vec<Head>,
    /// In the order of time; those of one case never at the same instant.
    pub(crate) steps: Vec<Step>,
}

/// Writes the history of so many cases before `now`.
pub(crate) fn write(seed: u64, cases: usize, now: Timestamp) -> Script {
    let mut random = Random::new(seed);
    let hours = Hours::new();
    let matters = Matters::read();
    let mut openings: Vec<Timestamp> = (0..cases)
        .map(|_| hours.some_day(&mut random, now, DAYS, 6 * 60, 23 * 60 + 30))
        .map(|at| if at < now { at } else { at.minus(time::DAY) })
        .collect();
    openings.sort_unstable();

    let mut writer =
        Writer { random, hours, matters: &matters, now, customers: Vec::new(), steps: Vec::new() };
    let mut heads = Vec::with_capacity(cases);
    let mut recent = VecDeque::new();
    for (number, at) in openings.into_iter().enumerate() {
        // Every matter comes up once before chance decides alone.
        let mut place = number / 3 % matters.all.len();
        if number % 3 != 0 {
            place = writer.random.place(matters.all.len());
            while recent.contains(&place) {
                place = writer.random.place(matters.all.len());
            }
        }
        recent.push_front(place);
        recent.truncate(NOT_AGAIN);
        if let Some(matter) = matters.all.get(place) {
            heads.push(writer.case(number, matter, at));
        }
    }
    let Writer { customers, mut steps, .. } = writer;
    steps.retain(|step| step.at <= now);
    steps.sort_by_key(|step| (step.at, step.case));
    Script { customers, cases: heads, steps }
}

struct Writer<'a> {
    random: Random,
    hours: Hours,
    matters: &'a Matters,
    now: Timestamp,
    customers: Vec<Customer>,
    steps: Vec<Step>,
}

/// One case while it is being written.
struct Telling {
    case: usize,
    agent: usize,
    at: Timestamp,
    language: &'static str,
    fills: Vec<(&'static str, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    SameDay,
    Days,
    Slow,
}

impl Writer<'_> {
    fn case(&mut self, number: usize, matter: &Matter, at: Timestamp) -> Head {
        let language = matter.language;
        let channel = self.random.one(&matter.channels).copied().unwrap_or(Channel::Email);
        let at = match channel {
            Channel::Email => at,
            _ => Some(self.hours.working(&mut self.random, at)).filter(|at| *at < self.now).unwrap_or(at),
        };
        let customer = self.somebody(language, at, number);
        let who = self.customers.get(customer).map(Customer::name).unwrap_or_default();
        let agent = match channel {
            Channel::WalkIn if self.random.percent(40) => match matter.tag {
                Some("breakfast") => people::ATTENDANT,
                _ => people::PRODUCT_MANAGER,
            },
            _ => people::server_of(&mut self.random, language),
        };
        let minor = self.amount(matter);
        let fills = self.fills(language, at, who, minor);
        let mut telling = Telling { case: number, agent, at, language, fills };
        let subject = fill(self.random.word(&matter.subjects), &telling.fills);

        let pace = match self.random.between(0, 99) {
            0..50 => Pace::SameDay,
            50..86 => Pace::Days,
            _ => Pace::Slow,
        };
        let opening = fill(self.random.word(&matter.openings), &telling.fills);
        let solved = if channel == Channel::Email {
            let body = self.letter(&telling, &opening, 30);
            self.act(&mut telling, Act::Mail(body));
            if self.random.percent(10) && !matter.more.is_empty() {
                self.later(&mut telling, 5, 90);
                let more = fill(self.random.word(&matter.more), &telling.fills);
                let body = self.letter(&telling, &more, 0);
                self.act(&mut telling, Act::Mail(body));
            }
            self.answered_by_mail(&mut telling, matter, minor, pace)
        } else {
            self.act(&mut telling, Act::Open { channel, body: opening });
            if pace == Pace::SameDay || self.random.percent(50) {
                self.solved_at_once(&mut telling, matter, minor)
            } else {
                self.answered_by_mail(&mut telling, matter, minor, pace)
            }
        };
        if let Some(customer) = self.customers.get_mut(customer) {
            customer.free_at = Some(telling.at).filter(|at| solved && *at <= self.now);
        }
        Head { customer, subject }
    }

    /// A customer from before whose matters are all settled, or somebody new.
    fn somebody(&mut self, language: &'static str, at: Timestamp, number: usize) -> usize {
        if !self.customers.is_empty() && self.random.percent(30) {
            let place = self.random.place(self.customers.len());
            let known = self.customers.get(place);
            if known.is_some_and(|c| c.language == language && c.free_at.is_some_and(|free| free < at)) {
                return place;
            }
        }
        self.customers.push(people::customer(&mut self.random, language, number + 1));
        self.customers.len() - 1
    }

    /// The rest of a case by mail; whether it ends resolved.
    fn answered_by_mail(&mut self, telling: &mut Telling, matter: &Matter, minor: i64, pace: Pace) -> bool {
        match pace {
            Pace::SameDay => self.later(telling, 10, 150),
            Pace::Days => self.later(telling, 60, 8 * 60),
            Pace::Slow => self.later(telling, 4 * 60, 30 * 60),
        }
        self.at_work(telling);
        if self.random.percent(50) {
            self.act(telling, Act::Take);
            self.later(telling, 1, 6);
        }
        if self.random.percent(25) {
            let note = self.note(telling, matter);
            self.act(telling, Act::Note(note));
            self.later(telling, 1, 9);
        }
        let promised =
            (pace != Pace::SameDay || self.random.percent(15)) && self.promise(telling, matter, pace);
        if !promised && pace != Pace::SameDay {
            self.later(telling, 4 * 60, 30 * 60);
            self.at_work(telling);
        }
        if self.random.percent(9) {
            telling.agent = people::server_of(&mut self.random, telling.language);
            self.act(telling, Act::Take);
            self.later(telling, 1, 5);
        }
        self.give(telling, matter, minor);
        let answer = self.answer(telling, matter);
        self.act(telling, Act::Reply(answer));
        self.later(telling, 1, 4);
        if promised {
            self.act(telling, Act::Keep);
            self.later(telling, 1, 3);
        }
        self.end(telling)
    }

    /// On the phone or at the desk, while the customer waits.
    fn solved_at_once(&mut self, telling: &mut Telling, matter: &Matter, minor: i64) -> bool {
        self.later(telling, 2, 9);
        self.give(telling, matter, minor);
        if self.random.percent(30) {
            let note = self.note(telling, matter);
            self.act(telling, Act::Note(note));
            self.later(telling, 1, 3);
        }
        if self.random.percent(40) {
            let answer = self.answer(telling, matter);
            self.act(telling, Act::Reply(answer));
            self.later(telling, 1, 3);
        }
        self.act(telling, Act::Resolve);
        true
    }

    /// Tells the customer who does what by when, and goes on to when it was done: mostly before it is due.
    fn promise(&mut self, telling: &mut Telling, matter: &Matter, pace: Pace) -> bool {
        let days = if pace == Pace::Slow { self.random.between(3, 6) } else { self.random.between(1, 2) };
        let due = self.hours.working(&mut self.random, telling.at.plus(days * time::DAY));
        telling.fills.retain(|(name, _)| *name != "due");
        telling.fills.push(("due", self.hours.due(due, telling.language)));
        let interim = fill(self.random.word(self.matters.list(telling.language, "interim")), &telling.fills);
        let interim = self.signed(telling, &interim);
        self.act(telling, Act::Reply(interim));
        self.later(telling, 1, 2);
        let what = self.random.word(self.matters.list(telling.language, "promise")).to_owned();
        let channel = if self.random.percent(30) { Channel::Phone } else { Channel::Email };
        self.act(telling, Act::Promise { what, due, channel });

        if pace == Pace::Slow && self.random.percent(55) {
            self.later(telling, 12 * 60, 40 * 60);
            let more = if matter.more.is_empty() || self.random.percent(50) {
                self.random.word(self.matters.list(telling.language, "nudge"))
            } else {
                self.random.word(&matter.more)
            };
            let body = self.letter(telling, &fill(more, &telling.fills), 20);
            self.act(telling, Act::Mail(body));
        }
        let mut due = due;
        if self.random.percent(12) && telling.at < due.minus(2 * time::HOUR) {
            telling.at = due.minus(self.random.between(30, 110) * time::MINUTE);
            due = self.hours.working(&mut self.random, due.plus(2 * time::DAY));
            self.act(telling, Act::Renew(due));
        }
        let done = if self.random.percent(9) {
            let late = self.random.between(2, 30) * time::HOUR;
            self.hours.working(&mut self.random, due.plus(late))
        } else {
            due.minus(self.random.between(20, 200) * time::MINUTE)
        };
        telling.at = done.max(telling.at.plus(20 * time::MINUTE));
        true
    }

    fn give(&mut self, telling: &mut Telling, matter: &Matter, minor: i64) {
        let why = match matter.remedy {
            Some(RemedyKind::Gift) => "delight",
            Some(RemedyKind::Exception) => "deviation",
            _ => "reason",
        };
        let reason = self.random.word(self.matters.list(telling.language, why)).to_owned();
        match matter.remedy {
            Some(RemedyKind::Apology) => {
                self.act(
                    telling,
                    Act::Give { kind: RemedyKind::Apology, minor: 0, reason, stretch: String::new() },
                );
                self.later(telling, 1, 4);
            }
            Some(kind) => {
                let stretch = self.random.word(self.matters.list(telling.language, "stretch")).to_owned();
                if self.random.percent(3) {
                    let slip = Act::Give {
                        kind,
                        minor: minor * 2,
                        reason: reason.clone(),
                        stretch: stretch.clone(),
                    };
                    self.act(telling, slip);
                    self.later(telling, 1, 3);
                    self.act(telling, Act::TakeBack);
                    self.later(telling, 1, 2);
                }
                self.act(telling, Act::Give { kind, minor, reason, stretch });
                self.later(telling, 1, 4);
            }
            None => {}
        }
    }

    /// Mostly resolved; some stay with the customer, and some customers say thank you.
    fn end(&mut self, telling: &mut Telling) -> bool {
        match self.random.between(0, 99) {
            0..4 => {
                let until = self.hours.working(&mut self.random, telling.at.plus(3 * time::DAY));
                self.act(telling, Act::Snooze(until));
                telling.at = until.minus(time::HOUR);
                self.act(telling, Act::Resolve);
                return true;
            }
            4..8 => return false,
            _ => self.act(telling, Act::Resolve),
        }
        if self.random.percent(18) {
            self.later(telling, 20, 9 * 60);
            let thanks = self.random.word(self.matters.list(telling.language, "thanks"));
            let body = self.letter(telling, thanks, 0);
            self.act(telling, Act::Mail(body));
            self.later(telling, 10, 90);
            self.at_work(telling);
            self.act(telling, Act::Resolve);
        }
        true
    }

    fn act(&mut self, telling: &mut Telling, act: Act) {
        self.steps.push(Step { at: telling.at, case: telling.case, agent: telling.agent, act });
        telling.at = telling.at.plus(self.random.between(5, 55) * time::SECOND);
    }

    fn later(&mut self, telling: &mut Telling, least_minutes: i64, most_minutes: i64) {
        telling.at = telling.at.plus(self.random.between(least_minutes, most_minutes) * time::MINUTE);
    }

    /// Most answers are written in working hours.
    fn at_work(&mut self, telling: &mut Telling) {
        if !self.random.percent(6) {
            telling.at = self.hours.working(&mut self.random, telling.at);
        }
    }

    fn amount(&mut self, matter: &Matter) -> i64 {
        let (low, high) = matter.euros;
        let cents = self.random.one(&[0, 0, 0, 0, 50, 90]).copied().unwrap_or(0);
        if low == high { low * 100 } else { self.random.between(low, high - 1) * 100 + cents }
    }

    fn fills(
        &mut self,
        language: &str,
        at: Timestamp,
        me: String,
        minor: i64,
    ) -> Vec<(&'static str, String)> {
        const CITIES: &[&str] = &[
            "Oulu",
            "Rovaniemi",
            "Ivalo",
            "Kittilä",
            "Vaasa",
            "Tukholma",
            "Riika",
            "Lissabon",
            "Malaga",
            "Pariisi",
        ];
        const PRODUCTS: &[&str] = &[
            "kahvimylly",
            "sadetakki",
            "pöytälamppu",
            "reppu",
            "patalappu",
            "herätyskello",
            "lumilapio",
            "hana",
        ];
        const PRODUCTS_SV: &[&str] = &["kaffekvarn", "regnjacka", "bordslampa", "ryggsäck"];
        const PRODUCTS_EN: &[&str] = &["coffee grinder", "raincoat", "desk lamp", "rucksack"];
        let products = match language {
            "sv" => PRODUCTS_SV,
            "en" => PRODUCTS_EN,
            _ => PRODUCTS,
        };
        let before = at.minus(self.random.between(1, 12) * time::DAY);
        vec![
            ("me", me),
            ("n", self.random.between(2, 6).to_string()),
            ("date", self.hours.date(before, language)),
            ("opened", self.hours.date(at, language)),
            ("amount", money(minor, language)),
            ("flight", format!("RT {}", self.random.between(110, 989))),
            ("city", self.random.word(CITIES).to_owned()),
            ("order", format!("R-{}", self.random.between(10_000, 99_999))),
            ("product", self.random.word(products).to_owned()),
            ("policy", format!("V-{}", self.random.between(100_000, 999_999))),
            ("room", self.random.between(101, 739).to_string()),
            ("years", self.random.between(6, 31).to_string()),
            ("time", format!("{}:{:02}", self.random.between(7, 11), self.random.between(0, 5) * 10)),
            ("kilo", self.random.between(4, 9).to_string()),
        ]
    }

    /// What the customer writes, with a greeting and a name.
    fn letter(&mut self, telling: &Telling, words: &str, aside_percent: u64) -> String {
        let list = |name| self.matters.list(telling.language, name);
        let hello = self.random.word(list("hello")).to_owned();
        let aside = if self.random.percent(aside_percent) {
            format!(" {}", self.random.word(list("aside")))
        } else {
            String::new()
        };
        let bye = self.random.word(list("bye"));
        fill(&format!("{hello}\n\n{words}{aside}\n\n{bye}"), &telling.fills)
    }

    /// The answer that ends the matter.
    fn answer(&mut self, telling: &Telling, matter: &Matter) -> String {
        let list = |name| self.matters.list(telling.language, name);
        let mut words = Vec::new();
        // Whoever gets a gift or has it their own way was not wronged.
        let wronged = !matches!(matter.remedy, None | Some(RemedyKind::Gift | RemedyKind::Exception));
        if wronged && self.random.percent(70) {
            words.push(self.random.word(list("sorry")));
        }
        words.push(self.random.word(&matter.replies));
        match matter.remedy {
            Some(RemedyKind::Refund | RemedyKind::Credit) => words.push(self.random.word(list("given"))),
            Some(RemedyKind::FeeWaiver) => words.push(self.random.word(list("waived"))),
            // The reply says what was done.
            Some(
                RemedyKind::Replacement | RemedyKind::Gift | RemedyKind::Exception | RemedyKind::Apology,
            )
            | None => {}
        }
        let words = fill(&words.join(" "), &telling.fills);
        self.signed(telling, &words)
    }

    fn signed(&mut self, telling: &Telling, words: &str) -> String {
        let hello = match telling.language {
            "sv" => "Hej",
            "en" => "Hello",
            _ => "Hei",
        };
        let me = telling.fills.iter().find(|(name, _)| *name == "me").map_or("", |(_, me)| me.as_str());
        let first = me.split(' ').next().unwrap_or_default();
        let regards = self.random.word(self.matters.list(telling.language, "regards"));
        let name = STAFF.get(telling.agent).map_or("", |staff| staff.name);
        format!("{hello} {first},\n\n{words}\n\n{regards}\n{name}\nRevontuli")
    }

    fn note(&mut self, telling: &Telling, matter: &Matter) -> String {
        if !matter.notes.is_empty() && self.random.percent(60) {
            return self.random.word(&matter.notes).to_owned();
        }
        self.random.word(self.matters.list(telling.language, "note")).to_owned()
    }
}

fn money(minor: i64, language: &str) -> String {
    let (whole, cents) = (minor / 100, minor % 100);
    if language == "en" { format!("€{whole}.{cents:02}") } else { format!("{whole},{cents:02} €") }
}

fn fill(words: &str, fills: &[(&'static str, String)]) -> String {
    let mut filled = words.to_owned();
    for (name, value) in fills {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}
