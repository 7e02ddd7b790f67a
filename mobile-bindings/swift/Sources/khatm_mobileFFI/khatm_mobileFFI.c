#include "khatm_mobileFFI.h"
