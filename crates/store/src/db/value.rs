//! Values on their way into and out of the database: five kinds, the same on both. A column that does not hold what
//! was asked for is a bug in the query, and is told as a fault with the column's number.

use std::error::Error;

use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::Fault;

/// A parameter, or what a cell holds. `params![a, b]` makes a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// The parameters of a statement: `tx.execute("…", params![id, "text", None::<i64>])`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::db::Value::from($value)),*] as &[$crate::db::Value<'_>]
    };
}

impl Value<'_> {
    pub(super) fn has_nul(&self) -> bool {
        matches!(self, Value::Text(text) if text.as_bytes().contains(&0))
    }

    /// What it takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Value::Null | Value::Int(_) | Value::Bool(_) => 8,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Int(_) => "a number",
            Value::Bool(_) => "a truth value",
            Value::Text(_) => "text",
            Value::Blob(_) => "bytes",
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<i32> for Value<'_> {
    fn from(value: i32) -> Self {
        Value::Int(value.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Int(value.into())
    }
}

impl From<u16> for Value<'_> {
    fn from(value: u16) -> Self {
        Value::Int(value.into())
    }
}

/// For limits: more than `i64::MAX` rows is all rows.
impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Blob(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Blob(value)
    }
}

impl<'a, const LENGTH: usize> From<&'a [u8; LENGTH]> for Value<'a> {
    fn from(value: &'a [u8; LENGTH]) -> Self {
        Value::Blob(value)
    }
}

impl<'a, X: Into<Value<'a>>> From<Option<X>> for Value<'a> {
    fn from(value: Option<X>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A parameter that waits to be sent.
pub(super) enum Held {
    Null,
    Int(i64),
    Bool(bool),
    Text(Box<str>),
    Blob(Box<[u8]>),
}

impl Held {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Held::Null => Value::Null,
            Held::Int(number) => Value::Int(*number),
            Held::Bool(truth) => Value::Bool(*truth),
            Held::Text(text) => Value::Text(text),
            Held::Blob(bytes) => Value::Blob(bytes),
        }
    }
}

impl From<Value<'_>> for Held {
    fn from(value: Value<'_>) -> Held {
        match value {
            Value::Null => Held::Null,
            Value::Int(number) => Held::Int(number),
            Value::Bool(truth) => Held::Bool(truth),
            Value::Text(text) => Held::Text(text.into()),
            Value::Blob(bytes) => Held::Blob(bytes.into()),
        }
    }
}

/// One row of an answer; it lives as long as the closure that reads it.
pub struct Row<'a>(pub(super) Cells<'a>);

pub(super) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// What stands in the column, counted from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Fault> {
        let value = self.value(index)?;
        T::from_value(value).ok_or_else(|| {
            Fault::bug(format!(
                "column {index} holds {}, which is not the {} that was asked for",
                value.kind(),
                std::any::type_name::<T>()
            ))
        })
    }

    /// The cell as it is, without copying it.
    pub fn value(&self, index: usize) -> Result<Value<'_>, Fault> {
        match &self.0 {
            Cells::Sqlite(row) => match row.get_ref(index).map_err(|e| Fault::of_sqlite(&e))? {
                ValueRef::Null => Ok(Value::Null),
                ValueRef::Integer(number) => Ok(Value::Int(number)),
                ValueRef::Text(bytes) => std::str::from_utf8(bytes)
                    .map(Value::Text)
                    .map_err(|_| Fault::bug(format!("column {index} holds text that is not UTF-8"))),
                ValueRef::Blob(bytes) => Ok(Value::Blob(bytes)),
                ValueRef::Real(_) => Err(Fault::bug(format!(
                    "column {index} holds a floating point number: cast it to bigint"
                ))),
            },
            Cells::Postgres(row) => {
                row.try_get::<_, Value<'_>>(index).map_err(|error| match error.source() {
                    Some(_) => Fault::bug(format!(
                        "column {index} cannot be read (a numeric? cast it to bigint): {error}"
                    )),
                    None => Fault::of_postgres(&error),
                })
            }
        }
    }
}

/// A Rust type that a cell can be read as.
pub trait Column: Sized {
    /// `None` when the cell holds something else.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl Column for i64 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Int(number) => Some(number),
            Value::Bool(truth) => Some(truth.into()),
            Value::Null | Value::Text(_) | Value::Blob(_) => None,
        }
    }
}

impl Column for i32 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Column for u32 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Column for u16 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Column for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(truth),
            Value::Int(number @ 0..=1) => Some(number == 1),
            Value::Null | Value::Int(_) | Value::Text(_) | Value::Blob(_) => None,
        }
    }
}

impl Column for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        Some(text.to_owned())
    }
}

impl Column for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Blob(bytes) = value else { return None };
        Some(bytes.to_owned())
    }
}

impl<const LENGTH: usize> Column for [u8; LENGTH] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Blob(bytes) = value else { return None };
        bytes.try_into().ok()
    }
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(number),
            Value::Bool(truth) => ValueRef::Integer(truth.into()),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

type Sent = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Sent {
        match *self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => send_number(number, kind, out),
            Value::Bool(truth) if *kind == Type::BOOL => truth.to_sql(kind, out),
            Value::Bool(truth) => send_number(truth.into(), kind, out),
            Value::Text(text) if <&str as ToSql>::accepts(kind) || *kind == Type::JSON => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Value::Blob(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Value::Text(_) | Value::Blob(_) => Err(format!(
                "{} was given where the database wants {kind}: cast the placeholder",
                self.kind()
            )
            .into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn send_number(number: i64, kind: &Type, out: &mut BytesMut) -> Sent {
    match *kind {
        Type::INT8 => number.to_sql(kind, out),
        Type::INT4 => i32::try_from(number)?.to_sql(kind, out),
        Type::INT2 => i16::try_from(number)?.to_sql(kind, out),
        Type::BOOL if number == 0 || number == 1 => (number == 1).to_sql(kind, out),
        Type::NUMERIC => {
            numeric(number, out);
            Ok(IsNull::No)
        }
        _ => Err(format!(
            "the number was given where the database wants {kind}: cast the placeholder, as in cast($1 as bigint)"
        )
        .into()),
    }
}

/// PostgreSQL's `numeric` on the wire: digits to the base 10,000, most significant first.
fn numeric(number: i64, out: &mut BytesMut) {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 {
        // Below 10,000 by construction.
        digits.push(u16::try_from(rest % 10_000).unwrap_or_default());
        rest /= 10_000;
    }
    let count = u16::try_from(digits.len()).unwrap_or_default();
    let sign: u16 = if number < 0 { 0x4000 } else { 0 };
    for half in [count, count.saturating_sub(1), sign, 0] {
        out.extend_from_slice(&half.to_be_bytes());
    }
    for digit in digits.iter().rev() {
        out.extend_from_slice(&digit.to_be_bytes());
    }
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Value::Int),
            Type::INT4 => i32::from_sql(kind, raw).map(|number| Value::Int(number.into())),
            Type::INT2 => i16::from_sql(kind, raw).map(|number| Value::Int(number.into())),
            Type::BOOL => bool::from_sql(kind, raw).map(Value::Bool),
            Type::BYTEA => Ok(Value::Blob(raw)),
            Type::VOID => Ok(Value::Null),
            _ => <&str>::from_sql(kind, raw).map(Value::Text),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::BYTEA | Type::VOID)
            || <&str as FromSql>::accepts(kind)
    }
}
