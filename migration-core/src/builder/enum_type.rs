//! What can be said of enum types.

use super::names::IntoNamed;
use crate::Location;
use crate::operation::{AddEnumValue, DropEnum, ValuePosition};

/// A value that is being added to an enum type: after all others, unless it says where.
#[derive(Debug)]
pub struct AddValueBuilder {
    pub(super) operation: AddEnumValue,
    pub(super) at: Location,
}

impl AddValueBuilder {
    /// Just before another value.
    pub fn before(&mut self, value: impl IntoNamed) -> &mut Self {
        self.operation.position = ValuePosition::Before(value.into_named());
        self
    }

    /// Just after another value.
    pub fn after(&mut self, value: impl IntoNamed) -> &mut Self {
        self.operation.position = ValuePosition::After(value.into_named());
        self
    }

    /// Does nothing when there is such a value.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.operation.if_not_exists = true;
        self
    }
}

/// An enum type that is being dropped.
#[derive(Debug)]
pub struct DropTypeBuilder {
    pub(super) operation: DropEnum,
    pub(super) at: Location,
}

impl DropTypeBuilder {
    /// Does nothing when there is none of this name.
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
