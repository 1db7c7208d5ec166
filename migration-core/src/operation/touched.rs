//! What operations touch: whether two migrations may change places is told from it.

use std::collections::BTreeSet;

use super::{Operation, RawSql};
use crate::schema::{GrantTarget, ObjectId, ObjectName, SchemaState};

/// The tables, types and other objects that migrations change, and the words of raw SQL, any of which may be one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    objects: BTreeSet<ObjectName>,
    words: BTreeSet<String>,
}

impl Touched {
    /// Adds what an operation changes. What it only refers to does not count.
    pub fn add(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(op) => self.object(&op.table.name),
            Operation::DropTable(op) => self.object(&op.table),
            Operation::RenameTable(op) => self.both(&op.from, &op.to),
            Operation::CommentOnTable(op) => self.object(&op.table),
            Operation::SetLogged(op) => self.object(&op.table),
            Operation::AttachPartition(op) => self.both(&op.parent, &op.partition),
            Operation::DetachPartition(op) => self.both(&op.parent, &op.partition),
            Operation::AddColumn(op) => self.object(&op.table),
            Operation::DropColumn(op) => self.object(&op.table),
            Operation::RenameColumn(op) => self.object(&op.table),
            Operation::AlterColumn(op) => self.object(&op.table),
            Operation::AddConstraint(op) => self.object(&op.table),
            Operation::DropConstraint(op) => self.object(&op.table),
            Operation::RenameConstraint(op) => self.object(&op.table),
            Operation::ValidateConstraint(op) => self.object(&op.table),
            Operation::AlterConstraint(op) => self.object(&op.table),
            Operation::CreateIndex(op) => self.object(&op.table),
            Operation::AttachIndex(op) => self.both(&op.table, &op.partition),
            Operation::DropIndex(op) => self.object(&op.table),
            Operation::RenameIndex(op) => self.object(&op.table),
            Operation::Reindex(op) => self.object(&op.table),
            Operation::SetStorage(op) => self.object(&op.table),
            Operation::SetTablespace(op) => self.object(&op.table),
            Operation::CreateEnum(op) => self.object(&op.name),
            Operation::DropEnum(op) => self.object(&op.name),
            Operation::CommentOnEnum(op) => self.object(&op.name),
            Operation::RenameEnum(op) => self.both(&op.from, &op.to),
            Operation::AddEnumValue(op) => self.object(&op.name),
            Operation::RenameEnumValue(op) => self.object(&op.name),
            Operation::DropEnumValue(op) => self.object(&op.name),
            Operation::CreateObject(op) => self.id(&op.object.id()),
            Operation::AlterObject(op) => self.id(&op.to.id()),
            Operation::ChangeObject(op) => self.id(&op.id),
            Operation::DropObject(op) => self.id(&op.id),
            Operation::RenameObject(op) => {
                self.id(&op.id);
                self.object(&op.to);
            }
            Operation::CommentOnObject(op) => self.id(&op.id),
            Operation::CommentOnPart(op) => self.object(&op.table),
            Operation::SetRowSecurity(op) => self.object(&op.table),
            Operation::Grant(op) => self.target(&op.on),
            Operation::Revoke(op) => self.target(&op.on),
            Operation::RawSql(op) => {
                RawSql::mentioned_in(&op.sql, &mut self.words);
                op.effect.iter().for_each(|effect| self.add(effect));
            }
            Operation::InsertRows(op) => self.object(&op.table),
            Operation::UpdateRows(op) => self.object(&op.table),
            Operation::DeleteRows(op) => self.object(&op.table),
            Operation::Backfill(op) => self.object(&op.table),
        }
    }

    /// Adds names that SQL in a file mentions, in lower case.
    pub fn add_words(&mut self, words: impl IntoIterator<Item = String>) {
        self.words.extend(words);
    }

    /// An object that both touch, if there is one. Of two texts of raw SQL nothing can be told.
    pub fn shared<'a>(&'a self, other: &'a Self) -> Option<&'a ObjectName> {
        let named = |words: &BTreeSet<String>, object: &ObjectName| {
            !words.is_empty() && words.contains(&object.name.to_lowercase())
        };
        let of =
            |object: &&ObjectName| other.objects.contains(*object) || named(&other.words, object);
        let by_words = |object: &&ObjectName| named(&self.words, object);
        (self.objects.iter().find(of)).or_else(|| other.objects.iter().find(by_words))
    }

    /// Whether any of it is there in a schema.
    pub fn touches(&self, state: &SchemaState) -> bool {
        let is_there = |name: &ObjectName| {
            let mut objects = state.objects.keys();
            state.table(name).is_some()
                || state.enums.contains_key(name)
                || objects.any(|id| id.on.as_ref().unwrap_or(&id.name) == name)
        };
        self.objects.iter().any(is_there)
    }

    fn object(&mut self, name: &ObjectName) {
        self.objects.insert(name.clone());
    }

    fn both(&mut self, a: &ObjectName, b: &ObjectName) {
        self.object(a);
        self.object(b);
    }

    fn id(&mut self, id: &ObjectId) {
        self.object(id.on.as_ref().unwrap_or(&id.name));
    }

    fn target(&mut self, on: &GrantTarget) {
        match on {
            GrantTarget::Table(name)
            | GrantTarget::Sequence(name)
            | GrantTarget::Type(name)
            | GrantTarget::Routine(name, _) => self.object(name),
            GrantTarget::Schema(name) => self.object(&ObjectName::new(name.clone())),
        }
    }
}
