//! The nouns: what a database looks like, as pure, ordered, comparable data.

mod column;
mod column_type;
mod constraint;
mod default;
mod enum_type;
mod expression;
mod grant;
mod index;
mod inheritance;
mod name;
pub mod naming;
pub(crate) mod object;
mod partition;
mod relation;
mod rename;
pub(crate) mod serialized;
mod state;
mod table;
mod tables;

pub use column::{Column, Generation};
pub use column_type::{ColumnType, RangeKind};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ForeignKey,
    PrimaryKey, ReferentialAction, Unique,
};
pub use default::DefaultValue;
pub use enum_type::EnumType;
pub use expression::Expression;
pub(crate) use expression::{has_word, words};
pub use grant::{GrantTarget, Privilege, Privileges};
pub use index::{Direction, Index, IndexKey, IndexPart, Nulls};
pub use name::ObjectName;
pub use object::{
    Attribute, CheckOption, Composite, CompositeChange, Domain, DomainChange, Extension, Namespace,
    Object, ObjectChange, ObjectId, ObjectKind, Parallel, Policy, PolicyCommand, Publication,
    RangeType, Role, Routine, Rule, RuleEvent, Sequence, SequenceOptions, SequenceWidth,
    Statistics, Trigger, TriggerEnabled, TriggerEvent, TriggerOrder, TriggerTiming, View,
    Volatility,
};
pub(crate) use partition::is_same_index;
pub use partition::{BoundValue, PartitionBound, PartitionOf};
pub use rename::{Renames, Was};
pub use state::SchemaState;
pub use table::{PartitionStrategy, Partitioning, RowSecurity, Table};
pub use tables::{AllMut, TableMut, Tables};
