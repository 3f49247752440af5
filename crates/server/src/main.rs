//! The binary `valta`: reads the environment and the arguments, wires the parts, starts and stops. Exit
//! codes: 0 done, 1 found something wrong, 2 wrong use, 75 try again later.

mod agent;
mod bench;
mod config;
mod demo;
mod export;
mod insight;
mod mail;
mod record;
mod serve;

use std::{
    io::{ErrorKind, Write as _},
    panic::AssertUnwindSafe,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Customer service in which the person who meets the customer has the power to put things right.
#[derive(Parser)]
#[command(name = "valta", version, max_term_width = 100)]
struct Arguments {
    /// Configuration file (TOML); without one, `valta.toml` here if it is there. The environment
    /// (`VALTA_DATABASE`, `VALTA_LISTEN`, …) stands over the file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the product with a sample house: staff, customers, a history, and matters to play through.
    Demo(demo::Demo),
    /// Run the product.
    Serve,
    /// Keep one message from standard input; for a mail server's pipe. Exits 0 when it is kept, 75
    /// when the mail server should try again.
    Deliver(mail::Deliver),
    /// Take in what is there already.
    Import(mail::Import),
    /// Prove that the record is whole. Exits 1 and says what differs when it is not. Writes nothing.
    Verify,
    /// Bring the database to this program's schema. Make a backup first.
    Migrate(record::Migrate),
    /// People who may sign in.
    Agent(agent::Agent),
    /// Our own log for other programs: XES or OCEL 2.0. Exits 1 when it could not be written whole.
    Export(export::Export),
    /// Measure how cases went in an event log of any origin: waits, handovers, ping-pong, what limits would
    /// have meant. Stores nothing.
    Insight(Box<insight::Insight>),
    /// Print the built-in policies: who may do what. A file of one's own begins with them.
    Policies,
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
    /// Measure this machine: one table, each figure beside its limit.
    Bench(bench::Bench),
}

/// How a command ended when it did not end well: what a person reads, and the exit code.
pub(crate) struct Failed {
    pub(crate) sentence: String,
    pub(crate) code: u8,
}

impl Failed {
    pub(crate) fn wrong(sentence: impl Into<String>) -> Failed {
        Failed { sentence: sentence.into(), code: 1 }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Failed {
        Failed { sentence: sentence.into(), code: 2 }
    }

    pub(crate) fn later(sentence: impl Into<String>) -> Failed {
        Failed { sentence: sentence.into(), code: TRY_AGAIN }
    }
}

impl From<valta_store::Fault> for Failed {
    fn from(fault: valta_store::Fault) -> Failed {
        if fault.retry_later() { Failed::later(fault.to_string()) } else { Failed::wrong(fault.to_string()) }
    }
}

impl From<valta_desk::No> for Failed {
    fn from(no: valta_desk::No) -> Failed {
        match no {
            valta_desk::No::Refusal(refusal) => {
                Failed::wrong(format!("That cannot be done: {}.", refusal.code()))
            }
            valta_desk::No::Fault(fault) => fault.into(),
        }
    }
}

/// EX_TEMPFAIL of sysexits.h: whoever has it keeps it and tries again.
const TRY_AGAIN: u8 = 75;

fn main() -> ExitCode {
    // Any other code than 0 and 75 makes a mail server send the customer's message back for good, so
    // `deliver` has no other, whatever is wrong.
    let delivers = std::env::args_os().skip(1).any(|word| word == "deliver");
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if delivers && error.use_stderr() => {
            let _ = error.print();
            return ExitCode::from(TRY_AGAIN);
        }
        Err(error) => error.exit(),
    };
    match std::panic::catch_unwind(AssertUnwindSafe(|| run(arguments))) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failed)) => {
            say_wrong(&failed.sentence);
            ExitCode::from(if delivers { TRY_AGAIN } else { failed.code })
        }
        Err(_) => ExitCode::from(if delivers { TRY_AGAIN } else { 101 }),
    }
}

fn run(arguments: Arguments) -> Result<(), Failed> {
    if let Command::Openapi = arguments.command {
        say(&valta_api::openapi_json());
        return Ok(());
    }
    if let Command::Policies = arguments.command {
        say(valta_policy::Policies::BUILT_IN.trim_end());
        return Ok(());
    }
    if let Command::Insight(insight) = arguments.command {
        return insight.run();
    }
    let config = config::read(arguments.config.as_deref())?;
    config::log_to_stderr(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed::wrong(format!("The program cannot start its threads: {error}.")))?;
    runtime.block_on(async move {
        match arguments.command {
            Command::Demo(demo) => demo.run(config).await,
            Command::Serve => serve::run(config).await,
            Command::Deliver(deliver) => deliver.run(&config).await,
            Command::Import(import) => import.run(&config).await,
            Command::Verify => record::verify(&config),
            Command::Export(export) => export.run(&config),
            Command::Migrate(migrate) => migrate.run(&config),
            Command::Agent(agent) => agent.run(&config).await,
            Command::Bench(bench) => bench.run(config).await,
            Command::Openapi | Command::Policies | Command::Insight(_) => Ok(()),
        }
    })
}

/// What a command answers. Whoever reads it may have read enough: that is no fault; a disk that is full is one.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        say_wrong(&format!("The answer could not be written: {error}."));
        std::process::exit(1);
    }
}

#[expect(clippy::print_stderr, reason = "what went wrong goes to standard error")]
pub(crate) fn say_wrong(line: &str) {
    eprintln!("{line}");
}
