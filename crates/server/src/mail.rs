//! `valta deliver` and `valta import mail`: messages that come by other ways than LMTP. Each is kept
//! before it is read, and the same bytes are kept once, so both can be broken off and run again.

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use valta_desk::{Arrived, Clock, Desk, Intake};
use valta_store::inbox::{self, Fate, Kept};

use crate::{Failed, config::Config, say};

/// Messages that are on their way into the database at the same time, so that they share a commit.
const AT_ONCE: usize = 64;
/// Bytes that are on their way at the same time at the most.
const BYTES_AT_ONCE: usize = 64 * 1024 * 1024;

#[derive(Args)]
pub(crate) struct Deliver {
    /// The address that the message came to; may be given more than once.
    #[arg(long, value_name = "ADDRESS")]
    mailbox: Vec<String>,
    /// The envelope's sender.
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
}

impl Deliver {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failed> {
        // Whatever goes wrong before the message is kept, the mail server has it still and tries again.
        let later = |failed: Failed| Failed::later(failed.sentence);
        let settings = config.settings("http://localhost".into()).map_err(later)?;
        let most = settings.mail.most_bytes;
        let raw = tokio::task::block_in_place(|| {
            let mut raw = Vec::new();
            std::io::stdin().lock().take(most as u64 + 1).read_to_end(&mut raw).map(|_| raw)
        })
        .map_err(|error| Failed::later(format!("The message cannot be read: {error}.")))?;
        if raw.is_empty() {
            return Err(Failed::usage("There is no message on standard input."));
        }
        if raw.len() > most {
            return Err(Failed::wrong(format!("The message is larger than {most} bytes.")));
        }
        let desk = Desk::new(config.open().map_err(later)?, settings, Clock::Wall);
        desk.set_up().await.map_err(|no| later(no.into()))?;
        let arrived = Arrived { raw, source: "deliver", sender: self.sender, recipients: self.mailbox };
        desk.keep(arrived).await.map_err(|no| later(no.into()))?;
        // It is kept: if filing has to wait, the running program files it.
        if let Err(no) = desk.take_in_all().await {
            tracing::warn!(error = %no, "kept, not yet filed");
        }
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Messages: files (.eml), mboxes, Maildirs, and folders of these. Can be broken off and run again.
    Mail {
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

impl Import {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failed> {
        let What::Mail { paths } = self.what;
        for path in &paths {
            if !path.exists() {
                return Err(Failed::usage(format!("{} is not there.", path.display())));
            }
        }
        let desk = Desk::new(config.open()?, config.settings("http://localhost".into())?, Clock::Wall);
        desk.set_up().await?;
        let files = tokio::task::block_in_place(|| files_under(&paths))?;
        let bar = ProgressBar::new(files.len() as u64);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} files, {eta} left") {
            bar.set_style(style);
        }

        let mut counts = Counts::default();
        let mut importing = Importing { desk: &desk, waiting: Vec::new(), bytes: 0 };
        for file in &files {
            let messages = tokio::task::block_in_place(|| messages_of(file, config.mail_bytes()))?;
            for message in messages {
                match message {
                    Some(raw) => importing.put(raw, &mut counts).await?,
                    None => counts.too_large += 1,
                }
            }
            bar.inc(1);
        }
        importing.keep(&mut counts).await?;
        bar.finish_and_clear();
        counts.intake.add(desk.take_in_all().await?);
        let intake = counts.intake;
        let fates = desk.reader().look(inbox::counts).await?;
        let of = |fate: Fate| fates.iter().find(|(known, _)| *known == fate).map_or(0, |(_, count)| *count);

        say(&format!(
            "{} files, {} messages: {} new, {} already here, {} too large to keep",
            files.len(),
            counts.new + counts.already + counts.too_large,
            counts.new,
            counts.already,
            counts.too_large
        ));
        say(&format!(
            "this time: {} filed, {} quarantined, {} repeated, {} our own come back, {} of colleagues",
            intake.filed,
            intake.quarantined,
            intake.repeated,
            intake.echoes,
            intake.answers + intake.aside
        ));
        let all: i64 = fates.iter().map(|(_, count)| count).sum();
        say(&format!(
            "in all: {all} in = {} filed + {} quarantined + {} repeated + {} our own + {} of colleagues + {} waiting",
            of(Fate::Filed),
            of(Fate::Quarantined),
            of(Fate::Repeated),
            of(Fate::Echo),
            of(Fate::Answer) + of(Fate::Aside),
            of(Fate::Waiting)
        ));
        match (counts.too_large, of(Fate::Waiting)) {
            (0, 0) => Ok(()),
            (0, waiting) => Err(Failed::later(format!("{waiting} messages wait to be filed; run it again."))),
            (large, _) => Err(Failed::wrong(format!("{large} messages were too large to keep."))),
        }
    }
}

#[derive(Default)]
struct Counts {
    new: u64,
    already: u64,
    too_large: u64,
    intake: Intake,
}

struct Importing<'a> {
    desk: &'a Desk,
    waiting: Vec<Vec<u8>>,
    bytes: usize,
}

impl Importing<'_> {
    async fn put(&mut self, raw: Vec<u8>, counts: &mut Counts) -> Result<(), Failed> {
        self.bytes += raw.len();
        self.waiting.push(raw);
        if self.waiting.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE {
            self.keep(counts).await?;
            counts.intake.add(self.desk.take_in_next().await?);
        }
        Ok(())
    }

    async fn keep(&mut self, counts: &mut Counts) -> Result<(), Failed> {
        self.bytes = 0;
        let mut keeping = tokio::task::JoinSet::new();
        for raw in self.waiting.drain(..) {
            let desk = self.desk.clone();
            let arrived = Arrived { raw, source: "import", sender: None, recipients: vec![] };
            keeping.spawn(async move { desk.keep(arrived).await });
        }
        while let Some(kept) = keeping.join_next().await {
            match kept.map_err(|error| Failed::wrong(format!("A message was not kept: {error}.")))?? {
                Kept::New => counts.new += 1,
                Kept::Already => counts.already += 1,
            }
        }
        Ok(())
    }
}

impl Config {
    fn mail_bytes(&self) -> usize {
        usize::from(self.mail.most_mib) * 1024 * 1024
    }
}

/// Every file under the paths in the order of names; a Maildir's `tmp` holds nothing that has arrived.
fn files_under(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failed> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = open.pop() {
        let unreadable = |error| Failed::wrong(format!("{} cannot be read: {error}.", path.display()));
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let maildir = path.join("cur").is_dir() && path.join("new").is_dir();
        let mut inside: Vec<PathBuf> = std::fs::read_dir(&path)
            .map_err(unreadable)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|inside| !(maildir && inside.ends_with("tmp")))
            .collect();
        inside.sort();
        open.extend(inside.into_iter().rev());
    }
    Ok(files)
}

/// The messages of one file: one, or those of an mbox; `None` for one that is too large.
fn messages_of(path: &Path, most: usize) -> Result<Vec<Option<Vec<u8>>>, Failed> {
    let unreadable =
        |error: std::io::Error| Failed::wrong(format!("{} cannot be read: {error}.", path.display()));
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = [0; 5];
    let read = file.read(&mut start).map_err(unreadable)?;
    let start = start.get(..read).unwrap_or_default().to_vec();
    let whole = std::io::Cursor::new(start.clone()).chain(file);
    if start == b"From " {
        return valta_mail::split_mbox(BufReader::new(whole), most)
            .map(|message| match message {
                Ok(raw) => Ok(Some(raw)),
                Err(valta_mail::MboxError::TooLarge { .. }) => Ok(None),
                Err(valta_mail::MboxError::Io(error)) => Err(unreadable(error)),
            })
            .collect();
    }
    let mut raw = Vec::new();
    whole.take(most as u64 + 1).read_to_end(&mut raw).map_err(unreadable)?;
    if raw.is_empty() {
        return Ok(vec![]);
    }
    Ok(vec![(raw.len() <= most).then_some(raw)])
}
