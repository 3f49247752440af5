//! The situation that a remedy is asked for in: all that a rule that forbids, or the condition of a mandate, may
//! ask about. It is recorded with the decision, so that the answer can be explained and given again.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    Money,
    agent::Role,
    contact::Channel,
    id::{AgentId, TeamId},
    remedy::{Payee, RemedyKind},
};

/// What is not known, or not so, is `None`: no bulletin applies, nobody has noted a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// Who would give.
    pub agent: AgentId,
    pub role: Role,
    pub team: Option<TeamId>,
    pub kind: RemedyKind,
    /// None where the remedy costs no money.
    pub amount: Option<Money>,
    /// Which kind of customer, in the house's own codes.
    pub segment: Option<Code>,
    pub channel: Option<Channel>,
    /// What went wrong.
    pub cause: Option<Code>,
    /// The step of a process that it went wrong in.
    pub process_step: Option<Code>,
    /// The bulletin that the case belongs to.
    pub bulletin: Option<Code>,
    pub out_of_hours: bool,
    /// The customer has not been given this kind of remedy before.
    pub first_of_kind: bool,
    pub agent_is_customer: bool,
    pub payee: Payee,
}

/// A short code of the house's own: letters, digits, `_`, `-` and `.` of ASCII, nothing that a person said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(Box<str>);

impl Code {
    pub const LONGEST: usize = 60;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACode;

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a code is 1 to {} of the characters a–z, A–Z, 0–9, _, - and .", Code::LONGEST)
    }
}

impl std::error::Error for NotACode {}

impl FromStr for Code {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Code, NotACode> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if text.is_empty() || text.len() > Code::LONGEST || !text.bytes().all(plain) {
            return Err(NotACode);
        }
        Ok(Code(text.into()))
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;
    fn try_from(text: String) -> Result<Code, NotACode> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.0.into()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
