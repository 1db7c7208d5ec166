//! Enum types.

/// An enum type: its values, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnumType {
    /// The values, in the order in which they compare.
    pub values: Vec<String>,
    /// The comment on the type.
    pub comment: Option<String>,
}
