//! Payloads about enum types.

use crate::schema::ObjectName;

/// See [`Operation::CreateEnum`](super::Operation::CreateEnum).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateEnum {
    /// The type.
    pub name: ObjectName,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// See [`Operation::DropEnum`](super::Operation::DropEnum).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropEnum {
    /// The type.
    pub name: ObjectName,
    /// Do nothing when there is none.
    pub if_exists: bool,
}

/// See [`Operation::RenameEnum`](super::Operation::RenameEnum).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameEnum {
    /// The name before.
    pub from: ObjectName,
    /// The name after.
    pub to: ObjectName,
}

/// See [`Operation::AddEnumValue`](super::Operation::AddEnumValue).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddEnumValue {
    /// The type.
    pub name: ObjectName,
    /// The new value.
    pub value: String,
    /// Where it goes.
    pub position: ValuePosition,
    /// Do nothing when there is one.
    pub if_not_exists: bool,
}

/// Where a new enum value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValuePosition {
    /// After all others.
    Last,
    /// Just before another value.
    Before(String),
    /// Just after another value.
    After(String),
}

/// See [`Operation::RenameEnumValue`](super::Operation::RenameEnumValue).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameEnumValue {
    /// The type.
    pub name: ObjectName,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
}
