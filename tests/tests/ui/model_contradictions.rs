use migratory::prelude::*;

#[derive(Model)]
#[model(primary_key(id), table = "shop.users", schema = "audit")]
pub struct User {
    #[model(primary_key)]
    pub id: i64,
    #[model(on_delete = "cascade")]
    pub a: i64,
    #[model(external, no_index)]
    pub b: i64,
    #[model(no_identity)]
    pub c: i64,
    #[model(scale = 2)]
    pub d: i64,
    #[model(default = 1, default_sql = "now()")]
    pub e: i64,
    #[model(auto_increment, identity_always)]
    pub f: i64,
    #[model(skip, unique)]
    pub g: i64,
    #[model(type = "varchar(2)", max_length = 2)]
    pub i: String,
}

fn main() {}
