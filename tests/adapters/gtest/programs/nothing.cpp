// The program without the listener is made of the shared objects alone; CMake wants a source.
