//! Enum types.

use super::literal::name;
use super::part::Part;
use super::rust::{Call, list, text};
use super::table::{of_table, perhaps};
use crate::operation::{
    AddEnumValue, CommentOnEnum, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue,
    ValuePosition,
};

pub(super) fn create(op: &CreateEnum) -> Part<'static> {
    Part::call("create_type", vec![name(&op.name), list(&op.values)])
}

pub(super) fn drop(op: &DropEnum) -> Part<'static> {
    let mut calls = vec![Call::new("drop_type", vec![name(&op.name)])];
    calls.extend(op.if_exists.then(|| Call::bare("if_exists")));
    Part::Schema(calls)
}

pub(super) fn comment(op: &CommentOnEnum) -> Part<'static> {
    let arguments = vec![name(&op.name), perhaps(op.comment.as_ref())];
    Part::call("comment_on_type", arguments)
}

pub(super) fn rename(op: &RenameEnum) -> Part<'static> {
    Part::call("rename_type", vec![name(&op.from), name(&op.to)])
}

pub(super) fn add_value(op: &AddEnumValue) -> Part<'static> {
    let mut calls = vec![Call::new("add_type_value", of_table(&op.name, &op.value))];
    match &op.position {
        ValuePosition::Last => {}
        ValuePosition::Before(other) => calls.push(Call::new("before", vec![text(other)])),
        ValuePosition::After(other) => calls.push(Call::new("after", vec![text(other)])),
    }
    calls.extend(op.if_not_exists.then(|| Call::bare("if_not_exists")));
    Part::Schema(calls)
}

pub(super) fn rename_value(op: &RenameEnumValue) -> Part<'static> {
    let arguments = vec![name(&op.name), text(&op.from), text(&op.to)];
    Part::call("rename_type_value", arguments)
}

pub(super) fn drop_value(op: &DropEnumValue) -> Part<'static> {
    let mut calls = vec![Call::new("drop_type_value", of_table(&op.name, &op.value))];
    let to = op.to.iter();
    calls.extend(to.map(|to| Call::new("replace_with", vec![text(to)])));
    Part::Schema(calls)
}
