//! `valta insight LOG`: what an event log says of how cases went, whoever wrote it. Nothing is stored, and no
//! configuration is needed.

use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;
use valta_report::Asked;

use crate::{Failed, say};

#[derive(Args)]
pub(crate) struct Insight {
    /// The log: XES (also .gz), CSV, OCEL 2.0 as JSON or SQLite. What is not said is guessed, and the guess is
    /// told.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// The attribute that says what was done; several joined by `+`.
    #[arg(long, value_name = "ATTR[+ATTR]")]
    activity: Option<String>,
    /// The attribute that says in whose hands it was (team, person, line); may be given more than once.
    #[arg(long, value_name = "ATTR")]
    owner: Vec<String>,
    /// The attribute that says which case; of OCEL, the type of object that is a case.
    #[arg(long, value_name = "ATTR")]
    case: Option<String>,
    /// The attribute that says when.
    #[arg(long, value_name = "ATTR")]
    time: Option<String>,
    /// The attribute that says when the work of an event began (CSV).
    #[arg(long, value_name = "ATTR")]
    start: Option<String>,
    /// Which state is what, as TOML or JSON: `active`, `wait-queue`, `wait-customer`, `wait-third-party`,
    /// `wait-internal`, `after-resolution`, `cancelled`, each a list of states; `attribute` says where they
    /// stand.
    #[arg(long, value_name = "FILE")]
    states: Option<PathBuf>,
    /// The activity that is a handover; without it a change of owner is one.
    #[arg(long, value_name = "NAME")]
    handover_event: Option<String>,
    /// Owners (of the first key) that are beyond the first line.
    #[arg(long, value_name = "PATTERN")]
    beyond_first_line: Option<String>,
    /// The attribute that says how much was asked for, of the event or of its case.
    #[arg(long, value_name = "ATTR")]
    amount: Option<String>,
    /// Activities that ask for a decision, as a regular expression, or with `*` for anything.
    #[arg(long, value_name = "PATTERN", requires = "amount")]
    asks: Option<String>,
    /// Activities that say yes.
    #[arg(long, value_name = "PATTERN", requires = "amount")]
    approves: Option<String>,
    /// Activities that say no.
    #[arg(long, value_name = "PATTERN", requires = "amount")]
    rejects: Option<String>,
    /// The limits to try.
    #[arg(long, value_name = "AMOUNTS", value_delimiter = ',', requires = "amount")]
    limits: Vec<f64>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// Write one page that needs nothing else, to be opened, printed and sent on.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Insight {
    pub(crate) fn run(self) -> Result<(), Failed> {
        let asked = Asked {
            activity: self.activity,
            owner: self.owner,
            case: self.case,
            time: self.time,
            start: self.start,
            states: self.states,
            handover_event: self.handover_event,
            beyond_first_line: self.beyond_first_line,
            amount: self.amount,
            asks: self.asks,
            approves: self.approves,
            rejects: self.rejects,
            limits: self.limits,
        };
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(std::time::Duration::from_millis(120));
        spinner.set_message("reading the log");
        let look = valta_report::look(&self.log, asked)
            .map_err(|no| if no.usage { Failed::usage(no.sentence) } else { Failed::wrong(no.sentence) })?;
        spinner.finish_and_clear();
        let name = self.log.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if let Some(file) = &self.html {
            std::fs::write(file, valta_report::page(&name, &look))
                .map_err(|error| Failed::wrong(format!("{} cannot be written: {error}.", file.display())))?;
        }
        if self.json {
            say(&valta_report::json(&look).to_string());
        } else if self.html.is_none() {
            say(&valta_report::summary(&name, &look));
        }
        Ok(())
    }
}
