//! `valta verify` and `valta migrate`: what only looks at the record, and what brings it up to date.

use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use valta_store::{Db, DbSettings, migrate, schema, verify as proof};

use crate::{Failed, config::Config, say};

pub(crate) fn verify(config: &Config) -> Result<(), Failed> {
    let state = migrate::check_before_open(&config.database, schema::MIGRATIONS)?;
    if !matches!(state, migrate::SchemaState::Current { .. }) {
        return Err(Failed::wrong(state.sentence(&config.database)));
    }
    let db = Db::open(&config.database, &DbSettings::default())?;
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    let shown = bar.clone();
    let report =
        tokio::task::block_in_place(|| proof::verify(&db, move |what| shown.set_message(what.to_owned())))?;
    bar.finish_and_clear();

    say(&format!(
        "{} events in {} streams under {} seals; {} rows of views; {} texts ({} erased); {} messages",
        report.events,
        report.streams,
        report.seals,
        report.rows,
        report.texts,
        report.erased,
        report.messages
    ));
    if report.findings.is_empty() {
        say("The record is whole.");
        return Ok(());
    }
    for finding in &report.findings {
        say(&format!("- {finding}"));
    }
    let more = if report.more { " or more" } else { "" };
    Err(Failed::wrong(format!(
        "The record is NOT whole: {}{more} findings. Nothing was changed. Keep a copy of the database as it is, \
         then restore a backup that verifies.",
        report.findings.len()
    )))
}

#[derive(Args)]
pub(crate) struct Migrate {
    /// Try it in a transaction that is taken back, and say what would be done.
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(crate) fn run(&self, config: &Config) -> Result<(), Failed> {
        migrate::check_before_open(&config.database, schema::MIGRATIONS)?;
        let db = Db::open(&config.database, &DbSettings::default())?;
        let run = if self.dry_run { migrate::Run::Rehearse } else { migrate::Run::Apply };
        let applied = migrate::migrate(&db, schema::MIGRATIONS, run)?;
        if applied.is_empty() {
            say("The database is up to date.");
        }
        for migration in applied {
            let done = if self.dry_run { "would be applied" } else { "applied" };
            say(&format!("{done}: {} {}", migration.number, migration.name));
        }
        Ok(())
    }
}
