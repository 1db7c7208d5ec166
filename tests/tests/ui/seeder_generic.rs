use std::marker::PhantomData;

use migratory::prelude::*;

pub struct Of<T>(PhantomData<T>);

#[seeder]
#[async_trait]
impl<T: Send + Sync + 'static> Seeder for Of<T> {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
