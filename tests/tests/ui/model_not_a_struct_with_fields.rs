use migratory::prelude::*;

#[derive(Model)]
pub enum Status {
    Active,
}

#[derive(Model)]
pub struct Pair(i64, String);

#[derive(Model)]
pub struct Nothing;

#[derive(Model)]
pub struct Empty {}

#[derive(Model)]
pub struct Generic<T> {
    pub value: T,
}

#[derive(Model)]
#[model(transparent)]
pub struct Two(i64, i64);

#[derive(Model)]
#[model(transparent, table = "ids")]
pub struct Id(i64);

fn main() {}
