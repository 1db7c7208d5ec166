//! Enum types of Rust enums.

use crate::Location;
use crate::schema::ObjectName;

/// An enum whose variants are the values of an enum type. `#[derive(DbEnum)]` writes it, and with it
/// [`ColumnTypeOf`](super::ColumnTypeOf) and the conversions from and to [`Value`](crate::Value).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum of a database",
    label = "no enum of a database",
    note = "write #[derive(DbEnum)] above the enum"
)]
pub trait DbEnum: Sized + 'static {
    /// All of its values, in the order in which they compare.
    const VALUES: &'static [&'static str];

    /// The enum type.
    fn enumeration() -> ModelEnum;

    /// The value as the database knows it.
    fn as_str(&self) -> &'static str;

    /// The variant of a value that a database gave back.
    fn from_text(text: &str) -> Option<Self>;
}

/// An enum type, as a Rust enum says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEnum {
    pub(super) name: ObjectName,
    pub(super) values: Vec<String>,
    pub(super) comment: Option<String>,
    pub(super) was: Option<ObjectName>,
    pub(super) values_were: Vec<(String, String, Location)>,
    pub(super) at: Location,
}

impl ModelEnum {
    /// An enum type with these values, in order.
    pub fn new(name: ObjectName, values: &[&str], at: Location) -> Self {
        Self {
            name,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            comment: None,
            was: None,
            values_were: Vec::new(),
            at,
        }
    }

    /// Its name.
    pub fn name(&self) -> &ObjectName {
        &self.name
    }

    /// The comment on the type (PostgreSQL).
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What the type was called before.
    #[must_use]
    pub fn was(mut self, name: ObjectName) -> Self {
        self.was = Some(name);
        self
    }

    /// What a value was before.
    #[must_use]
    pub fn value_was(
        mut self,
        value: impl Into<String>,
        was: impl Into<String>,
        at: Location,
    ) -> Self {
        self.values_were.push((value.into(), was.into(), at));
        self
    }
}
