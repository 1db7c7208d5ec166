migratory::sql_migrations!("sql/one_name_twice");

fn main() {}
