//! What is being said: an operation while it can still be refined.

use super::*;
use crate::Location;
use crate::operation::{Operation, Recorded};

/// One call and its refinements. A call becomes operations when the migration has been recorded.
#[derive(Debug)]
pub(super) enum Draft {
    Table(Box<TableBuilder>),
    AddColumn(Box<AddColumnBuilder>),
    DropColumn(DropColumnBuilder),
    ChangeType(ChangeTypeBuilder),
    ForeignKey(ForeignKeyBuilder),
    Unique(UniqueBuilder),
    Check(CheckBuilder),
    PrimaryKey(PrimaryKeyBuilder),
    Partition(Box<PartitionBuilder>),
    Detach(DetachBuilder),
    Exclusion(Box<ExclusionBuilder>),
    Reindex(ReindexBuilder),
    DropConstraint(DropConstraintBuilder),
    Index(Box<IndexBuilder>),
    DropIndex(DropIndexBuilder),
    DropTable(DropTableBuilder),
    AddValue(AddValueBuilder),
    DropValue(DropValueBuilder),
    DropType(DropTypeBuilder),
    View(Box<ViewBuilder>),
    Extension(ExtensionBuilder),
    Namespace(NamespaceBuilder),
    Domain(Box<DomainBuilder>),
    Composite(Box<CompositeBuilder>),
    Range(Box<RangeTypeBuilder>),
    Policy(Box<PolicyBuilder>),
    Role(RoleBuilder),
    Publication(PublicationBuilder),
    Statistics(Box<StatisticsBuilder>),
    Routine(Box<RoutineBuilder>),
    RoutineChange(RoutineChangeBuilder),
    Trigger(Box<TriggerBuilder>),
    Rule(RuleBuilder),
    Sequence(SequenceBuilder),
    AlterSequence(AlterSequenceBuilder),
    RestartSequence(RestartSequenceBuilder),
    Refresh(RefreshBuilder),
    DropObject(DropObjectBuilder),
    Grant(GrantBuilder),
    Revoke(RevokeBuilder),
    RowSecurity(RowSecurityBuilder),
    Raw(RawBuilder),
    Insert(InsertBuilder),
    Update(UpdateBuilder),
    Delete(DeleteBuilder),
    Backfill(Box<BackfillBuilder>),
    /// An operation that has no refinements.
    Plain(Operation, Location),
    Recorded(Box<Recorded>),
}

impl Draft {
    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        match self {
            Self::Table(draft) => draft.finish(out),
            Self::AddColumn(draft) => draft.finish(out),
            Self::DropColumn(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::ChangeType(draft) => draft.finish(out),
            Self::ForeignKey(draft) => draft.finish(out),
            Self::Unique(draft) => draft.finish(out),
            Self::Check(draft) => draft.finish(out),
            Self::PrimaryKey(draft) => draft.finish(out),
            Self::Partition(draft) => draft.finish(out),
            Self::Detach(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Exclusion(draft) => draft.finish(out),
            Self::Reindex(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::DropConstraint(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Index(draft) => draft.finish(out),
            Self::DropIndex(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::DropTable(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::AddValue(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::DropValue(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::DropType(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::View(draft) => draft.finish(out),
            Self::Extension(draft) => draft.finish(out),
            Self::Namespace(draft) => draft.finish(out),
            Self::Domain(draft) => draft.finish(out),
            Self::Composite(draft) => draft.finish(out),
            Self::Range(draft) => draft.finish(out),
            Self::Policy(draft) => draft.finish(out),
            Self::Role(draft) => draft.finish(out),
            Self::Publication(draft) => draft.finish(out),
            Self::Statistics(draft) => draft.finish(out),
            Self::Routine(draft) => draft.finish(out),
            Self::RoutineChange(draft) => draft.finish(out),
            Self::Trigger(draft) => draft.finish(out),
            Self::Rule(draft) => draft.finish(out),
            Self::Sequence(draft) => draft.finish(out),
            Self::AlterSequence(draft) => draft.finish(out),
            Self::RestartSequence(draft) => draft.finish(out),
            Self::Refresh(draft) => draft.finish(out),
            Self::DropObject(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Grant(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Revoke(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::RowSecurity(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Raw(draft) => draft.finish(out),
            Self::Insert(draft) => draft.finish(out),
            Self::Update(draft) => draft.finish(out),
            Self::Delete(draft) => draft.finish(out),
            Self::Backfill(draft) => out.push(Recorded::new(draft.operation, draft.at)),
            Self::Plain(operation, at) => out.push(Recorded::new(operation, at)),
            Self::Recorded(recorded) => out.push(*recorded),
        }
    }
}

macro_rules! from_draft {
    ($($variant:ident($builder:ident)),*; $($boxed:ident($boxed_builder:ident)),*) => {
        $(impl Drafted for $builder {
            fn into_draft(self) -> Draft { Draft::$variant(self) }
            fn of(draft: &mut Draft) -> Option<&mut Self> {
                if let Draft::$variant(builder) = draft { Some(builder) } else { None }
            }
        })*
        $(impl Drafted for $boxed_builder {
            fn into_draft(self) -> Draft { Draft::$boxed(Box::new(self)) }
            fn of(draft: &mut Draft) -> Option<&mut Self> {
                if let Draft::$boxed(builder) = draft { Some(builder) } else { None }
            }
        })*
    };
}

/// A builder that is kept as a draft.
pub(super) trait Drafted: Sized {
    fn into_draft(self) -> Draft;
    fn of(draft: &mut Draft) -> Option<&mut Self>;
}

from_draft!(
    DropColumn(DropColumnBuilder), ChangeType(ChangeTypeBuilder), ForeignKey(ForeignKeyBuilder), Unique(UniqueBuilder),
    Check(CheckBuilder), PrimaryKey(PrimaryKeyBuilder), Detach(DetachBuilder), Reindex(ReindexBuilder), DropConstraint(DropConstraintBuilder),
    DropIndex(DropIndexBuilder),
    DropTable(DropTableBuilder), AddValue(AddValueBuilder), DropValue(DropValueBuilder), DropType(DropTypeBuilder), Raw(RawBuilder),
    Extension(ExtensionBuilder), Namespace(NamespaceBuilder), DropObject(DropObjectBuilder),
    Grant(GrantBuilder), Revoke(RevokeBuilder), RowSecurity(RowSecurityBuilder),
    Role(RoleBuilder), RoutineChange(RoutineChangeBuilder), Publication(PublicationBuilder),
    Rule(RuleBuilder), Sequence(SequenceBuilder), AlterSequence(AlterSequenceBuilder),
    RestartSequence(RestartSequenceBuilder), Refresh(RefreshBuilder),
    Insert(InsertBuilder), Update(UpdateBuilder), Delete(DeleteBuilder);
    Table(TableBuilder), AddColumn(AddColumnBuilder), Index(IndexBuilder), Exclusion(ExclusionBuilder), Partition(PartitionBuilder), View(ViewBuilder),
    Domain(DomainBuilder), Composite(CompositeBuilder), Range(RangeTypeBuilder), Policy(PolicyBuilder),
    Statistics(StatisticsBuilder), Routine(RoutineBuilder), Trigger(TriggerBuilder), Backfill(BackfillBuilder)
);

/// Keeps a builder and hands it out for refinement.
pub(super) fn keep<T: Drafted>(drafts: &mut Vec<Draft>, builder: T) -> &mut T {
    drafts.push(builder.into_draft());
    match drafts.last_mut().and_then(T::of) {
        Some(builder) => builder,
        None => unreachable!("a draft is of the builder that it was made from"),
    }
}
