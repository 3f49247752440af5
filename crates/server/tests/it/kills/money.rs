//! The program killed while it hands orders over and while it hears that they are executed: the receiver hears every id
//! at least once and to the byte the same, and does each once.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use valta_domain::{Event, event::CaseEvent};
use valta_store::Fault;

use super::*;
use crate::{house::Folder, office::only};

const SECRET: &str = "whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv";

/// What a receiver has heard, by the id that an order has for ever.
#[derive(Default)]
struct Books {
    /// How often, and the bytes.
    heard: BTreeMap<RemedyId, (usize, String)>,
    /// Done, and not yet told to the house.
    to_confirm: Vec<RemedyId>,
    /// What was not the same when it came again.
    changed: Vec<RemedyId>,
}

/// A receiver that does one id once, however often it hears it.
struct Receiver {
    port: u16,
    books: Arc<Mutex<Books>>,
}

impl Receiver {
    fn open() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let books = Arc::<Mutex<Books>>::default();
        let kept = Arc::clone(&books);
        thread::spawn(move || {
            for (number, socket) in listener.incoming().flatten().enumerate() {
                let books = Arc::clone(&kept);
                // Some answers take their time, so that a kill finds orders on their way.
                let wait = Duration::from_millis(number as u64 % 4 * 15);
                thread::spawn(move || hear(socket, &books, wait));
            }
        });
        Receiver { port, books }
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().expect("nobody panics")
    }
}

/// None where the line broke before the whole order had come: nothing is done then.
fn hear(mut socket: TcpStream, books: &Mutex<Books>, wait: Duration) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        let mut part = [0; 4096];
        let read = socket.read(&mut part).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8(bytes.clone()).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length: usize = header(head, "content-length").parse().expect("a length");
        if body.len() >= length {
            break (head.to_owned(), body.to_owned());
        }
    };
    let id: RemedyId = header(&head, "webhook-id").parse().expect("an id");
    {
        let mut books = books.lock().expect("nobody panics");
        let (times, first) = books.heard.entry(id).or_insert_with(|| (0, body.clone()));
        *times += 1;
        let (first_time, same) = (*times == 1, *first == body);
        if first_time {
            books.to_confirm.push(id);
        }
        if !same {
            books.changed.push(id);
        }
    }
    thread::sleep(wait);
    socket.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").ok()
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

/// Where the refunds of a house go.
fn config(folder: &Folder, receiver: &Receiver) -> String {
    let file = folder.path().join("valta.toml");
    let port = receiver.port;
    let text = format!(
        "[outgoing]\nallow = [\"127.0.0.1:{port}\"]\n[payments.routes]\nrefund = \"billing\"\n\
         [payments.webhooks.billing]\nurl = \"http://127.0.0.1:{port}/hook\"\nsecret = \"{SECRET}\"\n"
    );
    std::fs::write(&file, text).expect("the settings are written");
    file.display().to_string()
}

/// Orders that somebody has claimed and not settled; whoever it was is dead, so their time is over.
fn orphans(office: &Office) -> u64 {
    let over = office.desk.db().write_blocking(|tx| -> Result<u64, Fault> {
        tx.execute("update outbox set lease_until = 1 where state = 'leased'", &[])
    });
    over.expect("time goes by")
}

#[test]
fn money_leaves_once_through_fifty_kills() {
    each_backend(|db| {
        let dialect = db.dialect();
        let (office, _) = Office::open(db, only(Some(10_00), None));
        let (giver, lead) = (office.person(Role::Agent), office.person(Role::Lead));
        let receiver = Receiver::open();
        let folder = Folder::new("kills");
        let settings = config(&folder, &receiver);
        let start = || Served::start_with(office.url(), &["--config", &settings]);
        let confirm = |id: RemedyId| {
            let path = format!("/api/v1/remedies/{id}/confirm");
            Act::new(Kind::Confirm, &lead.token, path, json!({"state": "executed"}), Effect::Executed(id))
        };

        let mut toll = Toll::default();
        while toll.goes_on(&[Kind::Grant, Kind::Send, Kind::Confirm]) {
            let mut node = start();
            // Every other program lives long enough to send what the one before it left.
            for _ in 0..100 {
                if toll.round % 2 == 0 || receiver.books().to_confirm.len() >= EACH {
                    break;
                }
                thread::sleep(Duration::from_millis(5));
            }
            let mut new: Vec<Act> = (0..EACH).map(|_| grant(&office, &giver)).collect();
            let heard = std::mem::take(&mut receiver.books().to_confirm);
            new.extend(heard.into_iter().map(confirm));
            toll.strike(&office, &mut node, new);
            *toll.struck.entry(Kind::Send).or_default() += usize::from(orphans(&office) > 0);
        }

        let node = start();
        toll.settle(node.url());
        // What was left on its way is sent again, and heard by now or soon.
        let given: BTreeSet<RemedyId> = given(&office.log()).into_iter().map(|given| given.2).collect();
        for _ in 0..600 {
            let heard = std::mem::take(&mut receiver.books().to_confirm);
            for act in heard.into_iter().map(confirm) {
                act.send(node.url()).expect("confirmed");
            }
            if done(&office).iter().filter(|effect| matches!(effect, Effect::Executed(_))).count()
                == given.len()
            {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        drop(node);

        let log = office.sound();
        let mut executed: Vec<RemedyId> = log
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::Case(CaseEvent::PaymentExecuted { remedy, .. }) => Some(*remedy),
                _ => None,
            })
            .collect();
        executed.sort_unstable();
        assert_eq!(executed, Vec::from_iter(given.iter().copied()), "every effect once");
        let books = receiver.books();
        assert_eq!(books.heard.keys().copied().collect::<BTreeSet<_>>(), given, "every id at least once");
        assert_eq!(books.changed, [], "the same order is the same bytes");
        let again = books.heard.values().filter(|(times, _)| *times > 1).count();
        eprintln!("{dialect:?}: {} orders, {again} of them heard more than once", given.len());
        assert!(again > 0, "no kill came between an order and its record");
        toll.tell(dialect);
    });
}
