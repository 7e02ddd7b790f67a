#include "khatmFFI.h"
