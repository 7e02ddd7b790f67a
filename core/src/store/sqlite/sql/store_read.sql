SELECT install, generation FROM store;
